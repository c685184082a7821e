package io.crowsnest.exporter.datadog;

import io.crowsnest.telemetry.Catalogue;
import io.crowsnest.telemetry.Meters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Shows to Prometheus what applications send as DogStatsD: a meter for each name and its tags. Belongs to who holds the relay's lock.
 *
 * <pre>
 *   bytes of name, type, tags --> MirrorTable --> MirroredSeries      known: no garbage
 *                                     |
 *                                  unknown: mapping, budget, registry
 * </pre>
 *
 * <p>Labels of a name are those of its first line: later ones lack none (empty) and add none, because Prometheus wants them constant. Sets are
 * not shown; what they count is known to Datadog alone.
 */
final class Mirror {

    private static final Duration GAUGE_TTL = Duration.ofMinutes(10);
    private static final Duration OTHER_TTL = Duration.ofHours(1);
    private static final int MOST_FAMILIES = 1000;
    private static final String OVERFLOW = "overflow";
    private static final String HELP = "Sent by the application as DogStatsD.";

    /** How often a value counts at most; a hostile sample rate would keep us busy for ever. */
    private static final int MOST_TIMES = 1000;

    /** Tags for the Agent, not for people. */
    private static final Set<String> NO_LABELS =
            Set.of("dd.internal.entity_id", "dd.internal.card", "dd.internal.jmx_check_name");

    private final MeterRegistry registry;
    private final Mapping mapping;
    private final int seriesLimit;
    private final RelayFigures figures;
    private final MirrorTable table = new MirrorTable();
    private final Map<String, Family> families = new HashMap<>();
    private final Set<String> names = ConcurrentHashMap.newKeySet();

    /** What all series of a name have in common. */
    private static final class Family {
        private final String name;
        private final char kind;
        private final List<String> labels;
        private final Counter overflows;
        private final Map<List<Tag>, MirroredSeries> series = new HashMap<>();
        private @Nullable MirroredSeries overflow;

        Family(String name, char kind, List<String> labels, Counter overflows) {
            this.name = name;
            this.kind = kind;
            this.labels = labels;
            this.overflows = overflows;
        }
    }

    Mirror(MeterRegistry registry, Mapping mapping, int seriesLimit, RelayFigures figures) {
        this.registry = registry;
        this.mapping = mapping;
        this.seriesLimit = seriesLimit;
        this.figures = figures;
    }

    /** Whether a meter is one of ours, so that it does not go to Datadog once more. Any thread may ask. */
    boolean has(Meter.Id id) {
        return names.contains(id.getName());
    }

    int size() {
        return table.size();
    }

    /** Shows the values of a line. */
    void take(StatsdLine line, long nanoTime) {
        if (line.type == 0 || line.type == 's' || line.hasTimestamp) {
            return;
        }
        MirroredSeries series = table.find(line);
        if (series == null) {
            series = open(line);
            if (series == null) {
                return;
            }
        }
        series.usedNanos = nanoTime;
        record(series, line);
    }

    private void record(MirroredSeries series, StatsdLine line) {
        if (series.isDropped()) {
            return;
        }
        double times = 1 / line.rate;
        int repeated = (int) Math.min(times, MOST_TIMES);
        if (repeated < (long) times && series.repeats()) {
            figures.unmirrored(RelayFigures.Unmirrored.WEIGHT);
        }
        for (int i = 0; i < line.valueCount; i++) {
            if (series.holds(line.values[i] * times)) {
                series.record(line.values[i], times, repeated);
            } else {
                figures.unmirrored(RelayFigures.Unmirrored.OUT_OF_RANGE);
            }
        }
    }

    private @Nullable MirroredSeries open(StatsdLine line) {
        char kind = line.type == 'c' || line.type == 'g' ? line.type : 'o';
        String statsd = line.name();
        MappingRule.Mapped mapped = mapping.map(statsd, kind);
        if (mapped != null && mapped.rule().drop()) {
            MirroredSeries dropped = MirroredSeries.dropped();
            table.put(line, dropped);
            return dropped;
        }
        Map<String, String> labels = labels(line.tags(), mapped);
        String wanted = (mapped == null ? statsd : mapped.name()) + (line.type == 'm' ? "|m" : "|" + kind);
        Family family = families.get(wanted);
        if (family == null) {
            family = family(
                    wanted, mapped == null ? statsd : mapped.name(), line.type == 'm' ? 'm' : kind, labels.keySet());
            if (family == null) {
                figures.unmirrored(RelayFigures.Unmirrored.NO_PLACE);
                return null;
            }
        }
        List<Tag> tags = new ArrayList<>();
        for (String label : family.labels) {
            tags.add(Tag.of(label, labels.getOrDefault(label, "")));
        }
        MirroredSeries series = family.series.get(tags);
        if (series == null) {
            if (family.series.size() >= seriesLimit) {
                family.overflows.increment();
                return overflow(family, mapped);
            }
            series = register(family, tags, mapped);
            family.series.put(tags, series);
        }
        table.put(line, series);
        return series;
    }

    private MirroredSeries overflow(Family family, MappingRule.@Nullable Mapped mapped) {
        MirroredSeries overflow = family.overflow;
        if (overflow == null) {
            List<Tag> tags =
                    family.labels.stream().map(label -> Tag.of(label, OVERFLOW)).toList();
            overflow = register(family, tags, mapped);
            family.overflow = overflow;
        }
        return overflow;
    }

    private @Nullable Family family(String key, String name, char kind, Set<String> labels) {
        if (families.size() >= MOST_FAMILIES) {
            return null;
        }
        String clean = Names.metric(name);
        // The agent's own metrics keep their names, and one name has one type.
        while (names.contains(clean) || registry.find(clean).meter() != null) {
            clean = "statsd." + clean;
        }
        names.add(clean);
        Counter overflows = Meters.counter(registry, Catalogue.CROWSNEST_SERIES_OVERFLOW, clean.replace('.', '_'));
        Family family = new Family(clean, kind, List.copyOf(labels), overflows);
        families.put(key, family);
        return family;
    }

    private static Map<String, String> labels(String tags, MappingRule.@Nullable Mapped mapped) {
        Map<String, String> labels = new LinkedHashMap<>();
        for (String tag : tags.split(",", -1)) {
            int colon = tag.indexOf(':');
            String key = Names.metric(colon < 0 ? tag : tag.substring(0, colon));
            if (!tag.isEmpty() && colon != 0 && !NO_LABELS.contains(key)) {
                labels.put(key, colon < 0 ? "true" : tag.substring(colon + 1));
            }
        }
        if (mapped != null) {
            boolean honor = mapped.rule().honorLabels();
            mapped.labels().forEach((label, value) -> labels.merge(label, value, (old, rule) -> honor ? old : rule));
        }
        return labels;
    }

    private MirroredSeries register(Family family, List<Tag> tags, MappingRule.@Nullable Mapped mapped) {
        double scale = mapped == null ? 1 : mapped.rule().scale();
        List<Double> buckets = mapped == null ? List.of() : mapped.rule().buckets();
        Duration ttl = mapped == null ? null : mapped.rule().ttl();
        if (ttl == null) {
            ttl = family.kind == 'g' ? GAUGE_TTL : OTHER_TTL;
        }
        MirroredSeries series = new MirroredSeries(scale, ttl.toNanos());
        switch (family.kind) {
            case 'c' ->
                series.counter = Counter.builder(family.name)
                        .description(HELP)
                        .tags(tags)
                        .register(registry);
            case 'g' ->
                series.gauge = Gauge.builder(family.name, series, each -> each.level)
                        .description(HELP)
                        .tags(tags)
                        .strongReference(true)
                        .register(registry);
            case 'm' ->
                series.timer = Timer.builder(family.name)
                        .description(HELP)
                        .tags(tags)
                        .serviceLevelObjectives(durations(buckets))
                        .register(registry);
            default ->
                series.summary = DistributionSummary.builder(family.name)
                        .description(HELP)
                        .tags(tags)
                        .serviceLevelObjectives(buckets.stream()
                                .mapToDouble(Double::doubleValue)
                                .toArray())
                        .register(registry);
        }
        return series;
    }

    private static Duration[] durations(List<Double> seconds) {
        return seconds.stream()
                .map(each -> Duration.ofNanos(Math.round(each * 1e9)))
                .toArray(Duration[]::new);
    }

    /** Forgets what nobody has sent for long; to be called now and then. */
    void expire(long nanoTime) {
        for (Family family : families.values()) {
            family.series.values().removeIf(each -> {
                boolean expired = isExpired(each, nanoTime);
                Meter meter = expired ? each.meter() : null;
                if (meter != null) {
                    registry.remove(meter);
                }
                return expired;
            });
        }
        table.keep(each -> !isExpired(each, nanoTime));
    }

    private static boolean isExpired(MirroredSeries series, long nanoTime) {
        return series.ttlNanos > 0 && nanoTime - series.usedNanos > series.ttlNanos;
    }

    /** How long a value of a timer is, as it came. */
    static void record(Timer timer, double millis) {
        timer.record(Math.round(millis * 1e6), TimeUnit.NANOSECONDS);
    }
}
