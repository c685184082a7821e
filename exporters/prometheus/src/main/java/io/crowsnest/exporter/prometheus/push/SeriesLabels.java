package io.crowsnest.exporter.prometheus.push;

import io.crowsnest.exporter.prometheus.Bytes;
import io.crowsnest.exporter.prometheus.PrometheusNames;
import io.crowsnest.exporter.prometheus.Protobuf;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * Labels as remote write has them: in the order of their names, without empty ones, the metric's name among them, and those that say
 * where a series comes from. A scrape gets the latter from Prometheus, and so do we as it does it.
 */
final class SeriesLabels {

    private static final int LABELS = 1;
    private static final int NAME = 1;
    private static final int VALUE = 2;

    private final Map<String, String> target;
    private final Map<String, String> tags;

    /**
     * Makes labels for one process.
     *
     * @param target {@code job} and {@code instance}; a series that has such a label itself keeps it with {@code exported_} before its name
     * @param tags for series that do not have them
     */
    SeriesLabels(Map<String, String> target, Map<String, String> tags) {
        this.target = Map.copyOf(target);
        Map<String, String> named = new TreeMap<>();
        tags.forEach((name, value) -> named.put(PrometheusNames.label(name), value));
        this.tags = Map.copyOf(named);
    }

    /** The field {@code labels} of a {@code TimeSeries}, of the series that is written there as in a scrape. */
    byte[] encode(byte[] text, int from, int to) {
        Map<String, String> labels = new TreeMap<>(tags);
        read(new String(text, from, to - from, StandardCharsets.UTF_8), labels);
        labels.putAll(target);
        Bytes out = new Bytes(2 * (to - from) + 64);
        Protobuf protobuf = new Protobuf(out);
        labels.forEach((name, value) -> {
            if (!value.isEmpty()) {
                protobuf.begin(LABELS);
                protobuf.string(NAME, name);
                protobuf.string(VALUE, value);
                protobuf.end();
            }
        });
        return out.copy();
    }

    private void read(String series, Map<String, String> labels) {
        int open = series.indexOf('{');
        labels.put("__name__", open < 0 ? series : series.substring(0, open));
        int at = open + 1;
        while (open >= 0 && at < series.length() && series.charAt(at) != '}') {
            int equals = series.indexOf('=', at);
            String name = series.substring(at, equals);
            StringBuilder value = new StringBuilder();
            int next = equals + 2;
            for (; series.charAt(next) != '"'; next++) {
                char c = series.charAt(next);
                if (c == '\\') {
                    next++;
                    c = series.charAt(next) == 'n' ? '\n' : series.charAt(next);
                }
                value.append(c);
            }
            labels.put(target.containsKey(name) ? "exported_" + name : name, value.toString());
            // Over the quote, and the comma if there is one.
            at = next + 1;
            if (at < series.length() && series.charAt(at) == ',') {
                at++;
            }
        }
    }
}
