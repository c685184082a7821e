package io.crowsnest.telemetry;

import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;

/**
 * One entry of the {@link Catalogue}.
 *
 * @param name dotted, lower case; Prometheus and Datadog names follow from it
 * @param type what kind of meter it is
 * @param unit base unit as Prometheus spells it in the name ({@code seconds}, {@code bytes}, {@code connections}), or empty
 * @param labels label names in dotted form, in the order in which recorders pass the values
 * @param buckets upper bounds of a summary's histogram; empty for everything else, timers take theirs from the settings
 * @param histogram whether Prometheus is shown buckets; a timer or summary without has count and sum only
 * @param help one sentence, shown by Prometheus and in the docs
 */
public record Metric(
        String name,
        Type type,
        String unit,
        List<String> labels,
        List<Double> buckets,
        boolean histogram,
        String help) {

    /** How a metric behaves; a timer becomes a histogram or summary in seconds and a maximum. */
    public enum Type {
        TIMER,
        SUMMARY,
        COUNTER,
        GAUGE
    }

    static Metric timer(String name, String help, String... labels) {
        return new Metric(name, Type.TIMER, "seconds", List.of(labels), List.of(), true, help);
    }

    static Metric timerWithoutBuckets(String name, String help, String... labels) {
        return new Metric(name, Type.TIMER, "seconds", List.of(labels), List.of(), false, help);
    }

    static Metric summary(String name, String help, List<Double> buckets, String... labels) {
        return new Metric(name, Type.SUMMARY, "", List.of(labels), buckets, true, help);
    }

    static Metric counter(String name, String unit, String help, String... labels) {
        return new Metric(name, Type.COUNTER, unit, List.of(labels), List.of(), false, help);
    }

    static Metric gauge(String name, String unit, String help, String... labels) {
        return new Metric(name, Type.GAUGE, unit, List.of(labels), List.of(), false, help);
    }

    /** Name of the family in Prometheus: with underscores, the unit, and {@code _total} on a counter. */
    public String prometheusName() {
        String base = name.replace('.', '_');
        String withUnit = unit.isEmpty() || base.endsWith("_" + unit) ? base : base + "_" + unit;
        return type == Type.COUNTER ? withUnit + "_total" : withUnit;
    }

    /** Pairs the labels of this metric with {@code values}, which must be as many. */
    Tags tags(String... values) {
        if (values.length != labels.size()) {
            throw new IllegalArgumentException(name + " has the labels " + labels + ", not " + values.length);
        }
        List<Tag> tags = new ArrayList<>(values.length);
        for (int i = 0; i < values.length; i++) {
            tags.add(Tag.of(labels.get(i), values[i]));
        }
        return Tags.of(tags);
    }
}
