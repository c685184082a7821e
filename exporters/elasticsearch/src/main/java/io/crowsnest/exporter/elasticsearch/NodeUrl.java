package io.crowsnest.exporter.elasticsearch;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The URL of a node, taken apart.
 *
 * <pre>
 *   https://user:password@host:9200/prefix/
 *           userInfo      |               |  base, with scheme, without the last slashes
 * </pre>
 *
 * <p>By the authority, as {@link URI} knows no host with an underscore, which names of containers have.
 *
 * @param base what paths are appended to; has no secret
 * @param userInfo decoded user and password, null if there is none
 */
record NodeUrl(URI base, @Nullable String userInfo) {

    static NodeUrl of(URI url) {
        String authority = url.getRawAuthority() == null ? "" : url.getRawAuthority();
        int at = authority.lastIndexOf('@');
        String path = url.getRawPath() == null ? "" : url.getRawPath().replaceAll("/+$", "");
        URI base = URI.create(url.getScheme() + "://" + authority.substring(at + 1) + path);
        return new NodeUrl(base, at < 0 ? null : decoded(authority.substring(0, at)));
    }

    private static String decoded(String text) {
        // In this part of a URL a plus is a plus.
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return base.toString();
    }
}
