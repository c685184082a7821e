package io.crowsnest.exporter.prometheus.push;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A receiver, as a request needs it.
 *
 * @param host name or address, of version 6 without brackets
 * @param authority as it stands in the header {@code Host}
 * @param path of the URL, without slashes at its end
 * @param query with its question mark, or empty
 * @param headers of each request, with what the receiver wants to see
 * @param tls null for a connection that anybody can read
 */
record PushTarget(
        String host,
        int port,
        String authority,
        String path,
        String query,
        Map<String, String> headers,
        @Nullable SSLContext tls) {

    /**
     * Takes the URL apart; by its authority, as {@link URI} knows no host with an underscore, which names of containers have.
     *
     * @throws IllegalArgumentException if it names no receiver, or what goes with a request cannot; the message says what would be right
     */
    static PushTarget of(URI url, PushConfig.Access access) {
        String scheme = String.valueOf(url.getScheme());
        boolean secure = scheme.equalsIgnoreCase("https");
        String all = url.getRawAuthority();
        if (all == null || !(secure || scheme.equalsIgnoreCase("http"))) {
            throw new IllegalArgumentException("not a URL such as http://host:9091");
        }
        int at = all.lastIndexOf('@');
        String authority = all.substring(at + 1);
        int colon = authority.lastIndexOf(':');
        boolean hasPort = colon > authority.lastIndexOf(']');
        String host = hasPort ? authority.substring(0, colon) : authority;
        String path = url.getRawPath() == null ? "" : url.getRawPath().replaceAll("/+$", "");
        return new PushTarget(
                host.replaceAll("[\\[\\]]", ""),
                hasPort ? port(authority.substring(colon + 1)) : secure ? 443 : 80,
                authority,
                path,
                url.getRawQuery() == null ? "" : "?" + url.getRawQuery(),
                headers(at < 0 ? null : all.substring(0, at), access),
                secure ? access.tls() : null);
    }

    private static int port(String text) {
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65_535) {
            // Not the text: it may be a piece of a password in which a slash is not escaped.
            throw new IllegalArgumentException("no port from 1 to 65535 behind its host; such as http://host:9091");
        }
        return Integer.parseInt(text);
    }

    private static Map<String, String> headers(@Nullable String userInfo, PushConfig.Access access) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("User-Agent", access.userAgent());
        String basic = basic(userInfo, access);
        if (basic != null && access.token() != null) {
            throw new IllegalArgumentException("both a user name and a token: set one of them");
        }
        if (basic != null) {
            headers.put(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(basic.getBytes(StandardCharsets.UTF_8)));
        } else if (access.token() != null) {
            headers.put("Authorization", "Bearer " + access.token());
        }
        headers.putAll(access.headers());
        headers.forEach((name, value) -> {
            // Not the value: it may be a secret.
            if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+") || !value.chars().allMatch(PushTarget::isInHeader)) {
                throw new IllegalArgumentException("not a header of HTTP, or not a value for it: " + name);
            }
        });
        return headers;
    }

    private static @Nullable String basic(@Nullable String userInfo, PushConfig.Access access) {
        if (access.username() != null && access.password() != null) {
            return access.username() + ":" + access.password();
        }
        if (access.username() != null || access.password() != null) {
            throw new IllegalArgumentException(
                    "a user name needs a password and a password a user name: set both or none");
        }
        // In this part of a URL a plus is a plus.
        return userInfo == null ? null : URLDecoder.decode(userInfo.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static boolean isInHeader(int c) {
        return c == '\t' || (c >= ' ' && c < 0x7f) || (c >= 0x80 && c <= 0xff);
    }

    PushTarget withPath(String other) {
        return new PushTarget(host, port, authority, other, query, headers, tls);
    }

    /** Without secrets. */
    @Override
    public String toString() {
        return authority + path;
    }
}
