package io.crowsnest.dashboards.board;

import static io.crowsnest.dashboards.promql.Promql.max;
import static io.crowsnest.dashboards.promql.Promql.quantile;
import static io.crowsnest.dashboards.promql.Promql.share;
import static io.crowsnest.dashboards.promql.Promql.sum;

import io.crowsnest.dashboards.grafana.Panel;
import io.crowsnest.dashboards.promql.Recorded;
import io.crowsnest.dashboards.promql.Series;
import io.crowsnest.telemetry.Catalogue;

/** Panels and expressions that several dashboards have. */
final class Common {

    static final String SERVER_ERROR = "outcome=\"SERVER_ERROR\"";

    /**
     * Log documents of the chosen services. A regular expression, as what stands for all of them is one that Prometheus reads, and
     * Grafana puts it in as it is, whatever the format.
     */
    static final String LOGS_OF_SERVICES = "service.name:/${job:regex}/";

    private Common() {}

    /** Tells a quiet service from one that is not heard of. */
    static Panel freshness(Series of) {
        return Panel.stat("Newest data")
                .shows(
                        "Age of the newest measurement. Prometheus keeps the last one for five minutes, then there is none.")
                .ifBad("empty panels mean nothing; look at Prometheus's targets, then at the log of the service.")
                .unit("s")
                .warn(60, 120)
                .whenEmpty("none for 5 min")
                .query("age", "time() - max(timestamp(" + of.of(Catalogue.CROWSNEST_BUILD_INFO) + "))");
    }

    static String errorShare(Series of, String by) {
        return share(
                by, of.count(Catalogue.HTTP_SERVER_REQUESTS, SERVER_ERROR), of.count(Catalogue.HTTP_SERVER_REQUESTS));
    }

    /** A quantile of all requests, of one or each service: what is recorded has no other labels. */
    static String requestQuantile(Series of, double quantile, String by) {
        return quantile(quantile, by, of.named(Recorded.REQUEST_BUCKETS));
    }

    /**
     * Most that the heap may be. Collectors without a limit of the young pools say -1 there; the pools of ZGC may each be as large as the
     * heap.
     */
    static String heapLimit(Series of, String by) {
        return sum(by, of.of(Catalogue.JVM_MEMORY_MAX, "area=\"heap\"", "id!~\"ZGC.*\"") + " > 0") + " or "
                + max(by, of.of(Catalogue.JVM_MEMORY_MAX, "area=\"heap\"", "id=~\"ZGC.*\"") + " > 0");
    }

    /** {@code share} of a month's budget, as a rate of burning it. */
    static String burn(String ratio, String budget) {
        return ratio + " / on (job) group_left () " + budget;
    }
}
