package io.crowsnest.dashboards.promql;

import io.crowsnest.telemetry.Metric;
import java.util.ArrayList;
import java.util.List;

/**
 * Selects series of the catalogue's metrics. Every selector carries the matchers of its scope, so that no query forgets what the
 * reader has chosen.
 */
public enum Series {
    /** The chosen instances of the chosen services. */
    OF_INSTANCES("job=~\"$job\"", "instance=~\"$instance\""),
    /** All instances of the chosen services. */
    OF_SERVICES("job=~\"$job\""),
    /** Everything there is: for rules. */
    OF_ALL;

    private final String scope;

    Series(String... matchers) {
        this.scope = String.join(", ", matchers);
    }

    /** A counter or gauge. */
    public String of(Metric metric, String... matchers) {
        return named(metric.prometheusName(), matchers);
    }

    /** How often a timer or summary recorded. */
    public String count(Metric metric, String... matchers) {
        return named(metric.prometheusName() + "_count", matchers);
    }

    /** The sum of what a timer or summary recorded. */
    public String sum(Metric metric, String... matchers) {
        return named(metric.prometheusName() + "_sum", matchers);
    }

    /** The histogram of a timer or summary. */
    public String bucket(Metric metric, String... matchers) {
        return named(metric.prometheusName() + "_bucket", matchers);
    }

    /** The largest value that a timer or summary recorded lately. */
    public String max(Metric metric, String... matchers) {
        return named(metric.prometheusName() + "_max", matchers);
    }

    /** Series that Prometheus or a recording rule makes. */
    public String named(String name, String... matchers) {
        List<String> all = new ArrayList<>(List.of(matchers));
        if (!scope.isEmpty()) {
            all.add(0, scope);
        }
        return all.isEmpty() ? name : name + "{" + String.join(", ", all) + "}";
    }
}
