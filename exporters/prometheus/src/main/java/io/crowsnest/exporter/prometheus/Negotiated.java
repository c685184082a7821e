package io.crowsnest.exporter.prometheus;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a client asked for and gets (RFC 9110, section 12.5.1, and Prometheus's content negotiation). Of equals the first is taken,
 * and who names nothing that we have gets text.
 *
 * @param format how it is written
 * @param contentType of the answer. Text 1.0.0 is the same bytes as 0.0.4 for names without dots and says how they are escaped;
 *     so do the others if the client asked for an escaping
 */
record Negotiated(Format format, String contentType) {

    private static final String ESCAPING = "; escaping=underscores";
    private static final String TEXT_1 = "text/plain; version=1.0.0; charset=utf-8" + ESCAPING;

    static Negotiated of(@Nullable String accept) {
        Negotiated best = new Negotiated(Format.TEXT, Format.TEXT.contentType());
        double bestQuality = 0;
        for (String range :
                accept == null ? new String[0] : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = range.split(";", -1);
            Format format = named(parts);
            double quality = quality(parts);
            if (format != null && quality > bestQuality) {
                best = new Negotiated(format, contentType(format, parts));
                bestQuality = quality;
            }
        }
        return best;
    }

    private static @Nullable Format named(String[] parts) {
        return switch (parts[0].trim()) {
            case "text/plain", "text/*", "*/*" -> Format.TEXT;
            case "application/openmetrics-text" ->
                parameter(parts, "version", "1.0.0").equals("2.0.0") ? null : Format.OPEN_METRICS;
            case "application/vnd.google.protobuf" ->
                parameter(parts, "proto", "").equals("io.prometheus.client.metricfamily")
                                && parameter(parts, "encoding", "delimited").equals("delimited")
                        ? Format.PROTOBUF
                        : null;
            default -> null;
        };
    }

    private static String contentType(Format format, String[] parts) {
        if (format == Format.TEXT && parameter(parts, "version", "").equals("1.0.0")) {
            return TEXT_1;
        }
        boolean asked =
                format != Format.TEXT && !parameter(parts, "escaping", "").isEmpty();
        return asked ? format.contentType() + ESCAPING : format.contentType();
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
