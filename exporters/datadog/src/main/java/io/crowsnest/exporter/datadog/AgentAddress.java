package io.crowsnest.exporter.datadog;

import java.net.URI;

/**
 * Where a Datadog Agent takes datagrams.
 *
 * @param host name, which may have an underscore as those of containers do, or address, one of version 6 in brackets
 * @param port from 0 to 65535
 */
public record AgentAddress(String host, int port) {

    private static final int DEFAULT_PORT = 8125;
    private static final int LAST_PORT = 65_535;

    /**
     * The address in a URL such as {@code udp://host:8125} or {@code udp://host}.
     *
     * @throws IllegalArgumentException if its port is none; the message says what would be right
     */
    public static AgentAddress of(URI url) {
        // Not getHost, which is null for names with an underscore.
        String authority = String.valueOf(url.getRawAuthority());
        int colon = authority.lastIndexOf(':');
        boolean hasPort = colon > authority.lastIndexOf(']');
        return hasPort
                ? new AgentAddress(authority.substring(0, colon), port(authority.substring(colon + 1), url))
                : new AgentAddress(authority, DEFAULT_PORT);
    }

    private static int port(String text, URI url) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= LAST_PORT) {
                return port;
            }
        } catch (NumberFormatException e) {
            // It is said below what is wrong with it.
        }
        throw new IllegalArgumentException("not a port in " + url + ", expected udp://host:8125");
    }
}
