package io.crowsnest.exporter.prometheus;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The exposition formats, and how a client asks for one (RFC 9110, section 12.5.1). */
enum Format {
    TEXT("text/plain; version=0.0.4; charset=utf-8"),
    OPEN_METRICS("application/openmetrics-text; version=1.0.0; charset=utf-8"),
    PROTOBUF("application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited");

    private final String contentType;

    Format(String contentType) {
        this.contentType = contentType;
    }

    String contentType() {
        return contentType;
    }

    /** The format that the client likes best, the first of equals; text if it names none that we have. */
    static Format of(@Nullable String accept) {
        Format best = TEXT;
        double bestQuality = 0;
        for (String range :
                accept == null ? new String[0] : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = range.split(";", -1);
            Format format = named(parts);
            double quality = quality(parts);
            if (format != null && quality > bestQuality) {
                best = format;
                bestQuality = quality;
            }
        }
        return best;
    }

    private static @Nullable Format named(String[] parts) {
        return switch (parts[0].trim()) {
            case "text/plain", "text/*", "*/*" -> TEXT;
            case "application/openmetrics-text" ->
                parameter(parts, "version", "1.0.0").equals("2.0.0") ? null : OPEN_METRICS;
            case "application/vnd.google.protobuf" ->
                parameter(parts, "proto", "").equals("io.prometheus.client.metricfamily")
                                && parameter(parts, "encoding", "delimited").equals("delimited")
                        ? PROTOBUF
                        : null;
            default -> null;
        };
    }

    private static double quality(String[] parts) {
        try {
            return Double.parseDouble(parameter(parts, "q", "1"));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static String parameter(String[] parts, String name, String absent) {
        for (int i = 1; i < parts.length; i++) {
            String part = parts[i].trim();
            if (part.startsWith(name + "=")) {
                return part.substring(name.length() + 1).trim();
            }
        }
        return absent;
    }
}
