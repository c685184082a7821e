package io.crowsnest.benchmarks;

/** What is measured, in the order of the report. */
enum Metric {
    HELLO_WALL("hello", "JVM start to `main`, wall", "ms"),
    HELLO_MAIN_CPU("hello", "Processor time of the main thread before `main`", "ms"),
    HELLO_CPU("hello", "Processor time of the whole JVM, 2 s after `main`", "ms"),
    PREMAIN("hello", "Premain, as `crowsnest_premain_seconds` says", "ms"),
    SMALL_CLASS_CPU("classes", "Processor time to load one empty class of 4 kB from memory", "us"),
    SMALL_CLASS_WALL("classes", "Wall time to load one empty class of 4 kB from memory", "us"),
    CLASS_CPU("classes", "Processor time to load one class of a library", "us"),
    CLASS_WALL("classes", "Wall time to load one class of a library", "us"),
    START_WALL("service", "Start of the demo service to its first answer, wall", "s"),
    START_CPU("service", "Start of the demo service to its first answer, processor time", "s"),
    START_CLASSES("service", "Classes loaded at the first answer", ""),
    START_RSS("service", "Resident memory (RSS) at the first answer", "MB"),
    START_PSS("service", "Proportional memory (PSS) at the first answer", "MB"),
    LOAD_RSS("service", "Resident memory (RSS) after light load and a collection", "MB"),
    LOAD_PSS("service", "Proportional memory (PSS) after light load and a collection", "MB"),
    REQUEST_CPU("service", "Processor time per request", "us"),
    REQUEST_P50("service", "Latency, median", "ms"),
    REQUEST_P99("service", "Latency, 99 %", "ms"),
    REQUEST_FAILURES("service", "Requests without the expected answer", ""),
    SMALL_REQUEST_CPU("requests", "Processor time per small request at 1,000/s", "us"),
    SMALL_REQUEST_ALLOCATED("requests", "Bytes allocated per small request", "B"),
    SMALL_REQUEST_P50("requests", "Latency of small requests, median", "ms"),
    SMALL_REQUEST_P99("requests", "Latency of small requests, 99 %", "ms"),
    SATURATED_CPU("requests", "Processor time per small request at saturation", "us"),
    SATURATED_RATE("requests", "Small requests per second at saturation", ""),
    SMALL_REQUEST_FAILURES("requests", "Small requests without the expected answer", ""),
    LOG_P50("logs", "Log call at 10,000/s, median", "us"),
    LOG_P99("logs", "Log call at 10,000/s, 99 %", "us"),
    LOG_P999("logs", "Log call at 10,000/s, 99.9 %", "us"),
    CALM_LOG_P50("logs", "Log call at 2,000/s, median", "us"),
    CALM_LOG_P99("logs", "Log call at 2,000/s, 99 %", "us"),
    CALM_LOG_P999("logs", "Log call at 2,000/s, 99.9 %", "us"),
    LOG_ALLOCATED("logs", "Bytes that the caller allocates per log call", "B"),
    LOG_DISABLED("logs", "Log call of a level that is off, one thread", "ns"),
    LOG_CPU("logs", "Processor time per event at 10,000/s until all have arrived", "us"),
    LOG_AGENT_CPU("logs", "Processor time per event at 10,000/s, the agent's own threads", "us"),
    LOG_LOST("logs", "Events lost at 10,000/s", "%"),
    FAST_LOG_RATE("logs", "Log calls per second where 50,000 are due", ""),
    FAST_LOG_CORES("logs", "Cores used at 50,000/s", ""),
    FAST_LOG_AGENT_CORES("logs", "Cores used at 50,000/s, the agent's own threads", ""),
    FAST_LOG_LOST("logs", "Events lost at 50,000/s", "%"),
    SATURATED_LOG_CALLS("logs", "Log calls per second at saturation", ""),
    SATURATED_LOG_KEPT("logs", "Events kept per second at saturation", ""),
    SATURATED_LOG_LOST("logs", "Events lost at saturation", "%"),
    LOG_DELIVERY_RATE("logs", "Events per second from the first log call until all have arrived", ""),
    LOG_DELIVERY_CPU("logs", "Processor time per event logged at once until all have arrived", "us"),
    LOG_DELIVERY_AGENT_CPU("logs", "Processor time per event logged at once, the agent's own threads", "us"),
    LOG_DELIVERY_LOST("logs", "Events lost of those logged at once", "%"),
    LOG_HEAP("logs", "Growth of the heap after logging with the destination down", "MB"),
    UNREACHABLE_LOG_P99("logs", "Log call at 10,000/s with the destination down, 99 %", "us");

    private final String measure;
    private final String title;
    private final String unit;

    Metric(String measure, String title, String unit) {
        this.measure = measure;
        this.title = title;
        this.unit = unit;
    }

    /** The measure it belongs to: {@code hello}, {@code classes}, {@code service}, {@code requests} or {@code logs}. */
    String measure() {
        return measure;
    }

    String title() {
        return title;
    }

    /** Empty for a count. */
    String unit() {
        return unit;
    }
}
