package io.crowsnest.exporter.prometheus;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Labels of a sample in the order of their names, encoded once: whoever gives the same object to each scrape saves that. */
public final class ForeignLabels {

    private final Map<String, String> labels;
    private byte @Nullable [] text;
    private byte @Nullable [] pairs;

    private ForeignLabels(Map<String, String> labels) {
        this.labels = labels;
    }

    /** These labels, under the names that Prometheus takes; of two whose names become the same the last stays. */
    public static ForeignLabels of(Map<String, String> labels) {
        Map<String, String> named = new TreeMap<>();
        labels.forEach((name, value) -> named.put(PrometheusNames.label(name), value));
        return new ForeignLabels(named);
    }

    /** These and one more. */
    public ForeignLabels with(String name, String value) {
        Map<String, String> more = new TreeMap<>(labels);
        more.put(PrometheusNames.label(name), value);
        return new ForeignLabels(more);
    }

    /** The same names, all but those in {@code kept} with this value. */
    ForeignLabels replaced(String value, Set<String> kept) {
        Map<String, String> same = new TreeMap<>(labels);
        same.replaceAll((name, own) -> kept.contains(name) ? own : value);
        return new ForeignLabels(same);
    }

    /** As {@link Labels#text}. */
    synchronized byte[] text() {
        if (text == null) {
            text = Labels.text(labels);
        }
        return text;
    }

    /** As {@link Labels#protobuf}. */
    synchronized byte[] pairs() {
        if (pairs == null) {
            pairs = Labels.protobuf(labels);
        }
        return pairs;
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof ForeignLabels them && labels.equals(them.labels));
    }

    @Override
    public int hashCode() {
        return labels.hashCode();
    }

    @Override
    public String toString() {
        return labels.toString();
    }
}
