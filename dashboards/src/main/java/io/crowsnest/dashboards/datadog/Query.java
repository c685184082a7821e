package io.crowsnest.dashboards.datadog;

import io.crowsnest.telemetry.DatadogNames;
import io.crowsnest.telemetry.Metric;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A query of Datadog: {@code avg:jvm.heap_memory{service:orders} by {host}}.
 *
 * @param text what Datadog reads
 */
record Query(String text) {

    /** All that the dashboard's variables choose. */
    static final String CHOSEN = "$service,$env,$host";

    /** Everything there is. */
    static final String ALL = "*";

    /** A distribution's number of values, as a count per interval. */
    static Query count(Metric metric, String scope, String... by) {
        return new Query("count:" + named(metric, scope, by) + ".as_count()");
    }

    /** A counter's increase per interval. */
    static Query increase(Metric metric, String scope, String... by) {
        return new Query("sum:" + named(metric, scope, by) + ".as_count()");
    }

    /** A percentile of a distribution, which has to be switched on for that metric in Datadog. */
    static Query percentile(int percentile, Metric metric, String scope, String... by) {
        return new Query("p" + percentile + ":" + named(metric, scope, by));
    }

    /** The average over series of a gauge or the values of a distribution. */
    static Query average(Metric metric, String scope, String... by) {
        return new Query("avg:" + named(metric, scope, by));
    }

    /** The sum over series of a gauge. */
    static Query sum(Metric metric, String scope, String... by) {
        return new Query("sum:" + named(metric, scope, by));
    }

    /** A figure that Datadog has a name of its own for. */
    static Query own(String aggregation, String name, String scope, String... by) {
        if (DatadogNames.ALL.stream().noneMatch(each -> each.name().equals(name))) {
            throw new IllegalArgumentException("not a name of Datadog that we send: " + name);
        }
        return new Query(aggregation + ":" + name + scoped(scope, by));
    }

    private static String named(Metric metric, String scope, String... by) {
        for (String tag : by) {
            if (!metric.labels().contains(tag) && !tag.equals("service") && !tag.equals("host")) {
                throw new IllegalArgumentException(metric.name() + " has no label " + tag);
            }
        }
        return metric.name() + scoped(scope, by);
    }

    private static String scoped(String scope, String... by) {
        String groups = by.length == 0
                ? ""
                : Arrays.stream(by)
                        .map(tag -> tag.toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(",", " by {", "}"));
        return "{" + scope + "}" + groups;
    }
}
