package io.crowsnest.dashboards.rules;

import static io.crowsnest.dashboards.promql.Promql.rate;
import static io.crowsnest.dashboards.promql.Promql.sum;

import io.crowsnest.dashboards.promql.Recorded;
import io.crowsnest.dashboards.promql.Series;
import io.crowsnest.dashboards.rules.Rule.Recording;
import io.crowsnest.telemetry.Catalogue;
import java.util.List;

/**
 * Requests with fewer labels, for panels that show many instances at once.
 *
 * <p>Counters are added up, not their rates, so that panels take rates over the window that they need. That is right within one instance
 * and only there: its counters begin anew together, when it starts, and what falls is the sum. A route that appears adds what it
 * has counted so far, which a rate of its own would leave out.
 */
final class HttpRules {

    /** As often as the shipped configuration scrapes: a rate over four scrapes has four values. */
    private static final String INTERVAL = "15s";

    private HttpRules() {}

    static RuleGroup make() {
        return new RuleGroup(
                "crowsnest-http",
                INTERVAL,
                List.of(
                        new Recording(
                                Recorded.REQUEST_BUCKETS,
                                sum("job, instance, le", Series.OF_ALL.bucket(Catalogue.HTTP_SERVER_REQUESTS))),
                        // Panels by instance compare many quantiles, at each of their points.
                        new Recording(
                                Recorded.REQUEST_P99,
                                "histogram_quantile(0.99, " + rate(Recorded.REQUEST_BUCKETS, "5m") + ")")));
    }
}
