package io.crowsnest.exporter.prometheus;

import org.jspecify.annotations.Nullable;

/** The header by which a client says how an answer may be packed (RFC 9110, section 12.5.3). */
final class AcceptEncoding {

    private AcceptEncoding() {}

    /**
     * Whether the client takes gzip.
     *
     * @param header value of the header; null if it was not sent
     */
    static boolean takesGzip(@Nullable String header) {
        if (header == null) {
            return false;
        }
        for (String coding : header.split(",", -1)) {
            String[] parts = coding.split(";", -1);
            String name = parts[0].trim();
            boolean refused = parts.length > 1 && isZero(parts[1].trim());
            if (name.equalsIgnoreCase("gzip") || name.equals("*")) {
                return !refused;
            }
        }
        return false;
    }

    /** {@code q=0}, {@code q=0.000}. */
    private static boolean isZero(String quality) {
        if (!quality.startsWith("q=0")) {
            return false;
        }
        for (int i = 3; i < quality.length(); i++) {
            if (quality.charAt(i) != '.' && quality.charAt(i) != '0') {
                return false;
            }
        }
        return true;
    }
}
