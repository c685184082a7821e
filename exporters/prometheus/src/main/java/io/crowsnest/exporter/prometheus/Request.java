package io.crowsnest.exporter.prometheus;

import java.net.InetAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request without a body.
 *
 * @param method as sent
 * @param path without query
 * @param headers by name in lower case; values of repeated headers are joined with commas
 * @param peer who asks
 */
record Request(String method, String path, Map<String, String> headers, InetAddress peer) {

    @Nullable
    String header(String lowerCaseName) {
        return headers.get(lowerCaseName);
    }
}
