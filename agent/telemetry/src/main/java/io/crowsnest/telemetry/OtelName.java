package io.crowsnest.telemetry;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What a metric of the {@link Catalogue} is called by OpenTelemetry's semantic conventions. Series that differ under the catalogue's
 * labels differ under these attributes, too, so that none takes the place of another.
 *
 * @param metric that gets the name
 * @param name with dots; metrics may share one if an attribute tells them apart
 * @param unit as it stands in a Prometheus name, or empty
 * @param attributes instead of the metric's labels
 * @param buckets upper bounds in seconds that the convention recommends for a timer which has none otherwise; else empty
 * @param optional whether a value below zero says that there is none
 * @param help one sentence on all that goes by the name
 */
public record OtelName(
        Metric metric,
        String name,
        String unit,
        List<Attribute> attributes,
        List<Double> buckets,
        boolean optional,
        String help) {

    /**
     * One attribute of a series; empty where it does not apply.
     *
     * @param name with dots
     * @param value made of the labels of the metric, which are asked for by name
     */
    public record Attribute(String name, ValueOf value) {}

    /** Makes an attribute's value of labels. */
    public interface ValueOf {
        String from(UnaryOperator<String> labels);
    }

    static OtelName of(Metric metric, String name, String unit, Attribute... attributes) {
        return new OtelName(metric, name, unit, List.of(attributes), List.of(), false, metric.help());
    }

    OtelName withBuckets(Double... bounds) {
        return new OtelName(metric, name, unit, attributes, List.of(bounds), optional, help);
    }

    OtelName absentBelowZero() {
        return new OtelName(metric, name, unit, attributes, buckets, true, help);
    }

    OtelName withHelp(String sentence) {
        return new OtelName(metric, name, unit, attributes, buckets, optional, sentence);
    }

    /** Name of the family in Prometheus, by OpenTelemetry's rules: with underscores, the unit, and {@code _total} on a counter. */
    public String prometheusName() {
        String base = name.replace('.', '_');
        String withUnit = unit.isEmpty() || base.endsWith("_" + unit) ? base : base + "_" + unit;
        return metric.type() == Metric.Type.COUNTER && !withUnit.endsWith("_total") ? withUnit + "_total" : withUnit;
    }

    /** Whether meters of this type and the metric's name are the metric. */
    public boolean isOf(Meter.Type type) {
        return type
                == switch (metric.type()) {
                    case TIMER -> Meter.Type.TIMER;
                    case SUMMARY -> Meter.Type.DISTRIBUTION_SUMMARY;
                    case COUNTER -> Meter.Type.COUNTER;
                    case GAUGE -> Meter.Type.GAUGE;
                };
    }

    /** The attributes of a series, and behind them those of its {@code tags} that are no labels of the metric, such as common ones. */
    public List<Tag> translate(Iterable<Tag> tags) {
        Set<String> own = Set.copyOf(metric.labels());
        Map<String, String> labels = new HashMap<>();
        List<Tag> others = new ArrayList<>();
        for (Tag tag : tags) {
            if (own.contains(tag.getKey())) {
                labels.put(tag.getKey(), tag.getValue());
            } else {
                others.add(tag);
            }
        }
        List<Tag> translated = new ArrayList<>(attributes.size() + others.size());
        for (Attribute each : attributes) {
            translated.add(Tag.of(each.name, each.value.from(label -> labels.getOrDefault(label, ""))));
        }
        translated.addAll(others);
        return translated;
    }
}
