package io.crowsnest.dashboards;

import io.crowsnest.telemetry.Catalogue;
import io.crowsnest.telemetry.Metric;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which series there are and which labels they have: the catalogue's, Prometheus's own and those that our rules record. */
final class KnownSeries {

    /** Every series has these from the scrape. */
    private static final Set<String> OF_THE_TARGET = Set.of("job", "instance");

    /** What no series has, by which expressions tell a variable that matches everything from one that does not. */
    private static final String OF_NONE = "absent";

    /** Series of Prometheus itself. */
    private static final Map<String, Set<String>> OF_PROMETHEUS = Map.of(
            "up", Set.of(),
            "ALERTS", Set.of("alertname", "alertstate", "severity"),
            "scrape_duration_seconds", Set.of(),
            "scrape_samples_scraped", Set.of());

    private final Map<String, Set<String>> labels = new TreeMap<>(OF_PROMETHEUS);
    private final Map<String, Metric> metrics = new TreeMap<>();

    KnownSeries(Map<String, Set<String>> recorded) {
        for (Metric metric : Catalogue.ALL) {
            Set<String> own = new HashSet<>();
            metric.labels().forEach(label -> own.add(label.replace('.', '_')));
            for (String name : names(metric)) {
                Set<String> all = new HashSet<>(own);
                if (name.endsWith("_bucket")) {
                    all.add("le");
                }
                labels.put(name, all);
                metrics.put(name, metric);
            }
        }
        labels.putAll(recorded);
    }

    private static List<String> names(Metric metric) {
        String name = metric.prometheusName();
        return switch (metric.type()) {
            case TIMER, SUMMARY ->
                metric.histogram()
                        ? List.of(name + "_bucket", name + "_count", name + "_sum", name + "_max")
                        : List.of(name + "_count", name + "_sum", name + "_max");
            case COUNTER, GAUGE -> List.of(name);
        };
    }

    boolean has(String series) {
        return labels.containsKey(series);
    }

    boolean has(String series, String label) {
        return OF_THE_TARGET.contains(label)
                || label.equals(OF_NONE)
                || labels.getOrDefault(series, Set.of()).contains(label);
    }

    /** Names of the catalogue's metrics of which no series is among {@code used}. */
    Set<String> unused(Set<String> used) {
        Set<String> unused = new TreeSet<>();
        Catalogue.ALL.forEach(metric -> unused.add(metric.name()));
        used.forEach(series -> {
            if (metrics.containsKey(series)) {
                unused.remove(metrics.get(series).name());
            }
        });
        return unused;
    }
}
