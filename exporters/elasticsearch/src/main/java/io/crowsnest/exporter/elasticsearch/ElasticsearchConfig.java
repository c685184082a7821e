package io.crowsnest.exporter.elasticsearch;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where Elasticsearch is and who we are to it. The API key wins over user and password, and these over those in a URL.
 *
 * @param urls nodes of one cluster, at least one, {@code http} or {@code https}; tried in turn. With a path prefix if they
 *     have one; a slash at the end makes no difference.
 * @param apiKey encoded API key, null if there is none
 * @param username user, null if there is none
 * @param password the user's password
 * @param ca PEM file with the certificates to trust; null: those that come with the JVM
 * @param dataStream where documents go
 */
public record ElasticsearchConfig(
        List<URI> urls,
        @Nullable String apiKey,
        @Nullable String username,
        @Nullable String password,
        @Nullable Path ca,
        String dataStream) {

    /**
     * Checks what would make every request fail.
     *
     * @throws IllegalArgumentException with a message for the user if there is no URL, or one that isn't HTTP
     */
    public ElasticsearchConfig {
        if (urls.isEmpty()) {
            throw new IllegalArgumentException("no URL");
        }
        for (URI url : urls) {
            boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
            if (!http || url.getRawAuthority() == null) {
                throw new IllegalArgumentException("not an http or https URL: scheme=" + url.getScheme());
            }
        }
        urls = List.copyOf(urls);
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        StringBuilder nodes = new StringBuilder();
        for (URI url : urls) {
            nodes.append(nodes.isEmpty() ? "" : ",").append(NodeUrl.of(url));
        }
        boolean inUrl = urls.stream().anyMatch(url -> NodeUrl.of(url).userInfo() != null);
        String authentication = apiKey != null ? "api-key" : username != null || inUrl ? "basic" : "none";
        return "ElasticsearchConfig[" + nodes + " dataStream=" + dataStream + " authentication=" + authentication
                + " ca=" + ca + "]";
    }
}
