package io.crowsnest.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What Crowsnest promises of a figure: a bound of its median, of the median ratio or of the median difference. */
enum Target {
    PREMAIN(Metric.PREMAIN, Kind.VALUE, Variant.NONE, 50, "Premain, wall", "<= 50 ms"),
    START_CPU(
            Metric.START_CPU,
            Kind.RATIO,
            Variant.NONE,
            1.05,
            "Processor time of the service's start",
            "<= 1.05 x no agent"),
    MEMORY(Metric.LOAD_RSS, Kind.DIFFERENCE, Variant.NONE, 40, "Resident memory (RSS) after light load", "<= +40 MB"),
    CLASS(Metric.SMALL_CLASS_CPU, Kind.DIFFERENCE, Variant.NONE, 1, "Processor time per unmatched class", "<= 1 us"),
    CLASS_OURS(
            Metric.SMALL_CLASS_CPU,
            Kind.DIFFERENCE,
            Variant.IDLE,
            1,
            "the same without what the JVM charges for any agent, even an idle one",
            "<= 1 us"),
    REQUEST_CPU(
            Metric.SMALL_REQUEST_CPU,
            Kind.RATIO,
            Variant.NONE,
            1.03,
            "Processor time per small request",
            "<= 1.03 x no agent"),
    REQUEST_ALLOCATED(
            Metric.SMALL_REQUEST_ALLOCATED,
            Kind.DIFFERENCE,
            Variant.NONE,
            200,
            "Allocated per small request",
            "<= +200 B"),
    REQUEST_P99(
            Metric.SMALL_REQUEST_P99,
            Kind.RATIO,
            Variant.NONE,
            1.05,
            "99 % of small requests, latency",
            "<= 1.05 x no agent"),
    LOG_P50(Metric.LOG_P50, Kind.VALUE, Variant.NONE, 2, "Log call, median", "<= 2 us"),
    LOG_P99(Metric.LOG_P99, Kind.VALUE, Variant.NONE, 15, "Log call, 99 %", "<= 15 us"),
    LOG_ALLOCATED(
            Metric.LOG_ALLOCATED,
            Kind.DIFFERENCE,
            Variant.FORMATTING,
            64,
            "Allocated per log call, beyond an appender that asks for the message",
            "<= 64 B"),
    LOG_DISABLED(
            Metric.LOG_DISABLED,
            Kind.DIFFERENCE,
            Variant.NONE,
            0.5,
            "Log call of a level that is off, ns",
            "nothing (<= 0.5 ns)"),
    FAST_LOG_LOST(Metric.FAST_LOG_LOST, Kind.VALUE, Variant.NONE, 0, "Events lost at 50,000/s, %", "none"),
    FAST_LOG_CORES(
            Metric.FAST_LOG_AGENT_CORES,
            Kind.VALUE,
            Variant.NONE,
            1,
            "Cores that the agent's threads use while 50,000 events/s are logged",
            "<= 1"),
    LOG_AGENT_CPU(
            Metric.LOG_DELIVERY_AGENT_CPU,
            Kind.VALUE,
            Variant.NONE,
            20,
            "Processor time of the agent's threads per delivered event: one core for 50,000/s",
            "<= 20 us");

    private enum Kind {
        VALUE,
        RATIO,
        DIFFERENCE
    }

    private static final String VARIANT = "crowsnest";

    private final Metric metric;
    private final Kind kind;
    private final String base;
    private final double bound;
    private final String title;
    private final String promise;

    Target(Metric metric, Kind kind, String base, double bound, String title, String promise) {
        this.metric = metric;
        this.kind = kind;
        this.base = base;
        this.bound = bound;
        this.title = title;
        this.promise = promise;
    }

    /** A row of a Markdown table. */
    String row(Results results) {
        Map<Integer, Double> values = results.of(metric, VARIANT);
        Map<Integer, Double> others = results.of(metric, base);
        List<Double> figures = switch (kind) {
            case VALUE -> List.copyOf(values.values());
            case RATIO -> Statistics.ratios(values, others);
            case DIFFERENCE -> Statistics.differences(values, others);
        };
        if (figures.isEmpty()) {
            return "| " + title + " | " + promise + " | | not measured |";
        }
        double median = Statistics.median(figures);
        return String.format(
                Locale.ROOT,
                "| %s | %s | %.2f (%d rounds) | %s |",
                title,
                promise,
                median,
                figures.size(),
                median <= bound ? "met" : "**not met**");
    }
}
