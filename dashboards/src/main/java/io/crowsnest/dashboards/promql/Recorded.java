package io.crowsnest.dashboards.promql;

/** Names of the series that the recording rules make: level, metric, operation. */
public final class Recorded {

    public static final String REQUESTS = "job:slo_requests:rate5m";
    public static final String ERRORS = "job:slo_errors:rate5m";
    public static final String SLOW = "job:slo_slow:rate5m";
    public static final String OBJECTIVE = "job:slo_objective:ratio";
    public static final String ERROR_BUDGET = "job:slo_budget:ratio";
    public static final String LATENCY_OBJECTIVE = "job:slo_latency_objective:ratio";
    public static final String LATENCY_BUDGET = "job:slo_latency_budget:ratio";
    /** Histogram of the requests to an instance, all routes and outcomes together: it grows like the histograms it is the sum of. */
    public static final String REQUEST_BUCKETS = "instance_le:http_server_requests_seconds_bucket:sum";

    /** 99 of 100 requests to an instance in five minutes were faster, in seconds. */
    public static final String REQUEST_P99 = "instance:http_server_requests_seconds:p99_rate5m";

    public static final String HEAP_AFTER_GC = "instance:jvm_heap_after_gc:ratio";
    public static final String GC_PAUSE_SHARE = "instance:jvm_gc_pause:share_rate5m";
    public static final String CPU = "instance:jvm_cpu:utilisation_rate5m";

    private Recorded() {}

    /** Share of requests that failed, over {@code window}. */
    public static String errorRatio(String window) {
        return "job:slo_errors:ratio_rate" + window;
    }

    /** Share of requests that took too long, over {@code window}. */
    public static String slowRatio(String window) {
        return "job:slo_slow:ratio_rate" + window;
    }
}
