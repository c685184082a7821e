package io.crowsnest.exporter.prometheus;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An answer; the server adds the headers about length, encoding and connection. */
final class Response {

    private final int status;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final Body body;

    private Response(int status, Body body) {
        this.status = status;
        this.body = body;
    }

    static Response of(int status, String contentType, byte[] body) {
        return of(status, contentType, new Fixed(body));
    }

    static Response of(int status, String contentType, Body body) {
        return new Response(status, body).with("Content-Type", contentType);
    }

    static Response text(int status, String line) {
        return of(status, "text/plain; charset=utf-8", (line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    Response with(String header, String value) {
        headers.put(header, value);
        return this;
    }

    int status() {
        return status;
    }

    /** What the status line says beside the number. */
    String reason() {
        return switch (status) {
            case 200 -> "OK";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 408 -> "Request Timeout";
            case 431 -> "Request Header Fields Too Large";
            case 503 -> "Service Unavailable";
            case 505 -> "HTTP Version Not Supported";
            default -> "Internal Server Error";
        };
    }

    Map<String, String> headers() {
        return headers;
    }

    Body body() {
        return body;
    }

    /** Few and short: packed only if somebody wants it so. */
    private static final class Fixed implements Body {

        private final Bytes plain;
        private @Nullable Bytes packed;

        Fixed(byte[] bytes) {
            plain = new Bytes(bytes.length).put(bytes);
        }

        @Override
        public int length(boolean gzip) {
            return bytes(gzip).size();
        }

        @Override
        public void writeTo(OutputStream out, boolean gzip) throws IOException {
            out.write(bytes(gzip).array(), 0, bytes(gzip).size());
        }

        private Bytes bytes(boolean gzip) {
            if (!gzip) {
                return plain;
            }
            if (packed == null) {
                packed = new Bytes(plain.size());
                new Gzip().pack(plain, packed);
            }
            return packed;
        }
    }
}
