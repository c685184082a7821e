package io.crowsnest.exporter.prometheus;

import io.micrometer.core.instrument.Tag;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The labels of a series, encoded once. */
final class Labels {

    static final byte[] NONE = {' '};

    private Labels() {}

    /**
     * Labels under the names that Prometheus takes. Keys that become the same name give one label with both values, joined by
     * {@code ;} as OpenTelemetry's specification for Prometheus has it: two labels of one name would cost the whole scrape.
     *
     * @param reserved a name that the exposition uses itself; a key that is the same gets an underscore behind it
     */
    static Map<String, String> of(List<Tag> tags, String reserved) {
        Map<String, String> labels = new LinkedHashMap<>();
        for (Tag tag : tags) {
            String name = PrometheusNames.label(tag.getKey());
            labels.merge(
                    name.equals(reserved) ? name + "_" : name, tag.getValue(), (first, second) -> first + ";" + second);
        }
        return labels;
    }

    /** <code>{a="b",c="d"} </code>, or a space if there are none. */
    static byte[] text(Map<String, String> labels) {
        if (labels.isEmpty()) {
            return NONE;
        }
        Bytes out = new Bytes(32 * labels.size());
        char separator = '{';
        for (Map.Entry<String, String> label : labels.entrySet()) {
            out.put(separator).put(label.getKey()).put('=').put('"');
            escape(label.getValue(), true, out);
            out.put('"');
            separator = ',';
        }
        return out.put('}').put(' ').copy();
    }

    /** Backslashes and line ends, and quotes where these would end the text. */
    static Bytes escape(String text, boolean quotes, Bytes out) {
        StringBuilder escaped = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> escaped.append("\\\\");
                case '\n' -> escaped.append("\\n");
                case '"' -> escaped.append(quotes ? "\\\"" : "\"");
                default -> escaped.append(c);
            }
        }
        return out.put(escaped.toString());
    }

    /** The same as repeated {@code LabelPair}, fields of a {@code Metric}. */
    static byte[] protobuf(Map<String, String> labels) {
        Protobuf out = new Protobuf();
        labels.forEach((name, value) -> {
            out.begin(1);
            out.string(1, name);
            out.string(2, value);
            out.end();
        });
        return out.bytes().copy();
    }
}
