package io.crowsnest.exporter.prometheus;

import java.net.InetAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Who may see the status: somebody on this machine who asked for this machine by name. The second half keeps out web pages
 * whose name was rebound to 127.0.0.1, and what a proxy on this machine forwards.
 */
final class LocalAccess {

    private LocalAccess() {}

    static boolean allowed(Request request) {
        return allowed(
                request.peer(),
                request.header("host"),
                request.header("forwarded") != null || request.header("x-forwarded-for") != null);
    }

    static boolean allowed(InetAddress peer, @Nullable String host, boolean forwarded) {
        return peer.isLoopbackAddress() && !forwarded && (host == null || isLocal(host));
    }

    private static boolean isLocal(String host) {
        int colon = host.startsWith("[") ? host.indexOf(':', host.indexOf(']') + 1) : host.indexOf(':');
        String name = colon < 0 ? host : host.substring(0, colon);
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "localhost", "127.0.0.1", "[::1]" -> true;
            default -> false;
        };
    }
}
