package io.crowsnest.exporter.prometheus;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The head of a request (RFC 9112), parsed strictly, since nothing but scrapers and browsers asks here.
 *
 * @param keepAlive whether the client wants to ask again on this connection
 */
record Head(Request request, boolean keepAlive) {

    /**
     * Parses request line and headers.
     *
     * @param bytes up to and with the empty line that ends the head
     * @throws HttpFormatException if they are not what the RFC allows, or announce a body
     */
    static Head parse(byte[] bytes, int length, InetAddress peer) throws HttpFormatException {
        String[] lines = new String(bytes, 0, length, StandardCharsets.ISO_8859_1).split("\n", -1);
        String[] words = line(lines[0]).split(" ", -1);
        if (words.length != 3 || !words[2].startsWith("HTTP/")) {
            throw malformed("request line");
        }
        boolean http11 = words[2].equals("HTTP/1.1");
        if (!http11 && !words[2].equals("HTTP/1.0")) {
            throw new HttpFormatException(505, "HTTP/1.1 or HTTP/1.0, please");
        }
        Map<String, String> headers = headers(lines);
        if (http11 && headers.get("host") == null) {
            throw malformed("no Host");
        }
        String bodyLength = headers.getOrDefault("content-length", "0");
        boolean body = headers.containsKey("transfer-encoding") || !bodyLength.equals("0");
        if (body && (words[0].equals("GET") || words[0].equals("HEAD"))) {
            throw malformed("a body");
        }
        String connection = headers.getOrDefault("connection", "").toLowerCase(Locale.ROOT);
        boolean keepAlive = !body && (http11 ? !connection.contains("close") : connection.contains("keep-alive"));
        return new Head(new Request(words[0], path(words[1]), headers, peer), keepAlive);
    }

    private static Map<String, String> headers(String[] lines) throws HttpFormatException {
        Map<String, String> headers = new HashMap<>();
        for (int i = 1; i < lines.length; i++) {
            String line = line(lines[i]);
            if (line.isEmpty()) {
                continue;
            }
            int colon = line.indexOf(':');
            if (colon <= 0 || !isToken(line.substring(0, colon))) {
                throw malformed("header line");
            }
            String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
            String earlier = headers.put(name, line.substring(colon + 1).trim());
            if (earlier != null) {
                if (name.equals("host") || name.equals("content-length")) {
                    throw malformed("repeated " + name);
                }
                headers.merge(name, earlier, (last, first) -> first + "," + last);
            }
        }
        return headers;
    }

    private static String line(String line) throws HttpFormatException {
        String content = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
        if (content.indexOf('\r') >= 0 || content.indexOf('\0') >= 0) {
            throw malformed("control character");
        }
        return content;
    }

    /** Path of {@code /path?query} or, as proxies send it, {@code http://host/path?query}. */
    private static String path(String target) throws HttpFormatException {
        String rest = target;
        if (target.startsWith("http://")) {
            int slash = target.indexOf('/', "http://".length());
            rest = slash < 0 ? "/" : target.substring(slash);
        }
        if (!rest.startsWith("/") && !rest.equals("*")) {
            throw malformed("request target");
        }
        int query = rest.indexOf('?');
        return query < 0 ? rest : rest.substring(0, query);
    }

    private static boolean isToken(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c <= ' ' || c >= 127) {
                return false;
            }
        }
        return true;
    }

    private static HttpFormatException malformed(String what) {
        return new HttpFormatException(400, "malformed request: " + what);
    }
}
