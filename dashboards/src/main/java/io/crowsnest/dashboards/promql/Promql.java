package io.crowsnest.dashboards.promql;

/** The few shapes of expressions that panels and rules are made of. {@code by} is a list of labels, or empty for one result. */
public final class Promql {

    /** The window that Grafana makes of the scrape interval and the width of the graph. */
    public static final String RATE_INTERVAL = "$__rate_interval";

    /** All of the time that the dashboard shows. */
    public static final String RANGE = "$__range";

    private Promql() {}

    /** Per second, over Grafana's window; restarts don't count. */
    public static String rate(String counter) {
        return rate(counter, RATE_INTERVAL);
    }

    public static String rate(String counter, String window) {
        return "rate(" + counter + "[" + window + "])";
    }

    public static String increase(String counter, String window) {
        return "increase(" + counter + "[" + window + "])";
    }

    public static String sum(String by, String expression) {
        return aggregate("sum", by, expression);
    }

    public static String max(String by, String expression) {
        return aggregate("max", by, expression);
    }

    public static String min(String by, String expression) {
        return aggregate("min", by, expression);
    }

    public static String count(String by, String expression) {
        return aggregate("count", by, expression);
    }

    /** 1 for each label combination there is. */
    public static String group(String by, String expression) {
        return aggregate("group", by, expression);
    }

    public static String top(int most, String expression) {
        return "topk(" + most + ", " + expression + ")";
    }

    /** {@code expression}, or 0 if it has no result. */
    public static String orZero(String expression) {
        return "(" + expression + ") or vector(0)";
    }

    /** A quantile of a histogram, over Grafana's window. */
    public static String quantile(double quantile, String by, String buckets) {
        return "histogram_quantile(" + quantile + ", " + sum(by.isEmpty() ? "le" : by + ", le", rate(buckets)) + ")";
    }

    /**
     * {@code expression}, with examples of {@code series} where it is drawn. Grafana and Prometheus look in the text of an expression for
     * what to get examples of; so the series are in it, read once, without effect on the result.
     */
    public static String withExamplesOf(String series, String expression) {
        return "(" + expression + ") unless on () (count(" + series + " @ end()) < 0)";
    }

    /** The average of a timer or summary; nothing where nothing was recorded. */
    public static String average(String by, String sum, String count) {
        return sum(by, rate(sum)) + " / (" + sum(by, rate(count)) + " > 0)";
    }

    /**
     * The share of {@code part} in {@code whole}, both counters: 0 where there is no such part (that series may not exist yet),
     * nothing where there is nothing to have a share in.
     */
    public static String share(String by, String part, String whole) {
        return share(by, part, whole, RATE_INTERVAL);
    }

    public static String share(String by, String part, String whole, String window) {
        String all = sum(by, rate(whole, window));
        return "(" + sum(by, rate(part, window)) + " or " + all + " * 0) / (" + all + " > 0)";
    }

    private static String aggregate(String operator, String by, String expression) {
        return by.isEmpty() ? operator + "(" + expression + ")" : operator + " by (" + by + ") (" + expression + ")";
    }
}
