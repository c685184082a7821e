package io.crowsnest.exporter.prometheus;

import io.crowsnest.telemetry.Catalogue;
import io.crowsnest.telemetry.Meters;
import io.crowsnest.telemetry.Telemetry;
import io.crowsnest.telemetry.application.ApplicationMetric;
import io.crowsnest.telemetry.application.ApplicationMetrics;
import io.crowsnest.telemetry.application.ApplicationSnapshot;
import io.crowsnest.telemetry.application.Distribution;
import io.crowsnest.telemetry.application.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The metrics that the application keeps itself, as families of Prometheus. What the agent measures under the same name is left
 * out; of several registries with the same series the first is shown.
 */
public final class ApplicationFamilies implements FamilySource {

    private static final Duration LONGEST = Duration.ofSeconds(2);
    private static final List<String> RESERVED_SUFFIXES = List.of("_total", "_count", "_sum", "_bucket");

    private final Map<String, String> tags;
    private final int limit;
    private final Function<Duration, ApplicationSnapshot> reader;
    private Map<String, ApplicationFamily> families = new TreeMap<>();
    private volatile Set<String> duplicates = Set.of();
    private volatile Map<String, Integer> clashes = Map.of();
    private volatile Set<String> overflowing = Set.of();

    /**
     * Those of the application.
     *
     * @param tags on each series that has no label of the same name
     * @param limit series per name; what is beyond that is added up where it can be, else left out
     */
    public ApplicationFamilies(Map<String, String> tags, int limit) {
        // No lambda, here and in the next: the JVM would have to make its class while the application starts.
        this(tags, limit, new Function<>() {
            @Override
            public ApplicationSnapshot apply(Duration patience) {
                return ApplicationMetrics.read(patience);
            }
        });
    }

    ApplicationFamilies(Map<String, String> tags, int limit, Function<Duration, ApplicationSnapshot> reader) {
        Map<String, String> named = new LinkedHashMap<>();
        for (Map.Entry<String, String> tag : tags.entrySet()) {
            named.put(PrometheusNames.label(tag.getKey()), tag.getValue());
        }
        this.tags = named;
        this.limit = limit;
        this.reader = reader;
    }

    /** Names that the last scrape left out because the agent has them. */
    public Set<String> duplicates() {
        return duplicates;
    }

    /**
     * How many series the last scrape left out, by name: there is another with the same labels or of another type, or Prometheus takes no
     * such thing, as a counter below zero.
     */
    public Map<String, Integer> clashes() {
        return clashes;
    }

    /** Names that have more series than the limit. */
    public Set<String> overflowing() {
        return overflowing;
    }

    @Override
    public synchronized List<ForeignFamily> read(long nanos) {
        Duration patience = Duration.ofNanos(Math.min(nanos / 2, LONGEST.toNanos()));
        Collection collection = new Collection();
        ApplicationSnapshot found = reader.apply(patience);
        found.metrics().forEach(collection::tryToAdd);
        return collection.end(found.isComplete());
    }

    /** One scrape. */
    private final class Collection {

        private final Set<String> ofAgent = new TreeSet<>();
        private final Map<String, Integer> clashing = new TreeMap<>();

        Collection() {
            families.values().forEach(ApplicationFamily::begin);
        }

        void tryToAdd(ApplicationMetric metric) {
            try {
                add(metric);
            } catch (RuntimeException e) {
                // No library says that nothing of it is ever null.
                clashing.merge(String.valueOf(metric.name()), 1, Integer::sum);
            }
        }

        private void add(ApplicationMetric metric) {
            ForeignFamily.Kind kind = kind(metric.value().kind());
            String given = PrometheusNames.application(metric.name(), metric.unit());
            String name = kind == ForeignFamily.Kind.COUNTER ? ForeignFamily.withoutTotal(given) : given;
            if (AgentNames.has(name)) {
                ofAgent.add(kind == ForeignFamily.Kind.COUNTER ? name + "_total" : name);
                return;
            }
            ForeignLabels labels = labels(metric.labels(), kind);
            add(name, kind, metric, labels, metric.value());
            if (metric.value() instanceof Distribution distribution && !Double.isNaN(distribution.maximum())) {
                add(
                        name + "_max",
                        ForeignFamily.Kind.GAUGE,
                        metric,
                        labels,
                        new ApplicationMetric.Single(Kind.GAUGE, distribution.maximum()));
            }
        }

        private void add(
                String name,
                ForeignFamily.Kind kind,
                ApplicationMetric metric,
                ForeignLabels labels,
                ApplicationMetric.Value value) {
            ForeignFamily.Kind shown = shown(name, kind);
            ApplicationFamily family = families.get(name);
            if (family == null || (family.isEmpty() && family.kind() != shown)) {
                family = new ApplicationFamily(name, shown, limit, tags.keySet());
                families.put(name, family);
            }
            if (family.kind() != shown || !family.add(metric.help(), labels, value)) {
                clashing.merge(family.fullName(), 1, Integer::sum);
            }
        }

        List<ForeignFamily> end(boolean isComplete) {
            List<ForeignFamily> all = new ArrayList<>();
            Set<String> over = new TreeSet<>();
            Map<String, ApplicationFamily> left = new TreeMap<>();
            families.forEach((name, family) -> {
                if (family.isEmpty()) {
                    // Who has an overflow series keeps it, or that would begin again.
                    if (family.isFull()) {
                        left.put(name, family);
                    }
                    return;
                }
                left.put(name, family);
                all.add(family.end(isComplete));
                if (family.overflows()) {
                    over.add(family.fullName());
                    count(family);
                }
            });
            families = left;
            duplicates = ofAgent;
            clashes = clashing;
            overflowing = over;
            return all;
        }
    }

    private static void count(ApplicationFamily family) {
        String name = family.fullName();
        int series = family.newlyFolded();
        Telemetry.whenStarted(registry -> Meters.counter(registry, Catalogue.CROWSNEST_SERIES_OVERFLOW, name)
                .increment(series));
    }

    private ForeignLabels labels(Map<String, String> own, ForeignFamily.Kind kind) {
        String reserved = switch (kind) {
            case SUMMARY -> "quantile";
            case HISTOGRAM -> "le";
            case COUNTER, GAUGE, UNTYPED -> "";
        };
        Map<String, String> all = new LinkedHashMap<>(tags);
        own.forEach((key, value) -> {
            String label = PrometheusNames.label(key);
            if (value != null) {
                all.put(label.equals(reserved) ? label + "_" : label, value);
            }
        });
        return ForeignLabels.of(all);
    }

    /** A gauge with a suffix that belongs to others is untyped: same name, and no complaint of promtool's. */
    private static ForeignFamily.Kind shown(String name, ForeignFamily.Kind kind) {
        return kind == ForeignFamily.Kind.GAUGE && RESERVED_SUFFIXES.stream().anyMatch(name::endsWith)
                ? ForeignFamily.Kind.UNTYPED
                : kind;
    }

    private static ForeignFamily.Kind kind(Kind kind) {
        return switch (kind) {
            case COUNTER -> ForeignFamily.Kind.COUNTER;
            case GAUGE -> ForeignFamily.Kind.GAUGE;
            case UNTYPED -> ForeignFamily.Kind.UNTYPED;
            case SUMMARY -> ForeignFamily.Kind.SUMMARY;
            case HISTOGRAM -> ForeignFamily.Kind.HISTOGRAM;
        };
    }
}
