package io.crowsnest.servers;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * What makes a node other than the default one.
 *
 * @param settings for {@code elasticsearch.yml}; win over the defaults
 * @param files more files of its configuration, by name, for example certificates and users
 * @param tls how to reach a node whose settings turn TLS on; null for plain HTTP
 * @param plugins jars with a {@code plugin-descriptor.properties} each, which the node loads
 * @param authorization value of the header for a node whose settings turn security on; null for none
 */
public record NodeSetup(
        Map<String, String> settings,
        Map<String, String> files,
        List<Path> plugins,
        @Nullable SSLContext tls,
        @Nullable String authorization) {

    /** Settings alone. */
    public static NodeSetup of(Map<String, String> settings) {
        return new NodeSetup(settings, Map.of(), List.of(), null, null);
    }

    /** Says what is in it without the secrets. */
    @Override
    public String toString() {
        return "NodeSetup" + settings.keySet() + files.keySet();
    }
}
