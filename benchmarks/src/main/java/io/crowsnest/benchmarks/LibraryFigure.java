package io.crowsnest.benchmarks;

/** What is compared of libraries, in the order of the table. */
enum LibraryFigure {
    ATOMIC_STEP("a bare `AtomicLong`: one atomic step of this machine", "", "AtomicStepBenchmark", "", 1),
    COUNTER("counter, one thread", "<= 5 ns, 0 B", "RecordBenchmark.counter", "false", 1),
    COUNTER_SCRAPED("the same, scraped 100 times a second", "", "RecordBenchmark.counter", "true", 1),
    COUNTER_TWO("counter, two threads on one", "", "RecordBenchmark.counter", "false", 2),
    COUNTER_TWO_SCRAPED("the same, scraped 100 times a second", "", "RecordBenchmark.counter", "true", 2),
    TIMER("timer, one thread", "<= 15 ns, 0 B", "RecordBenchmark.timer", "false", 1),
    TIMER_SCRAPED("the same, scraped 100 times a second", "", "RecordBenchmark.timer", "true", 1),
    TIMER_TWO("timer, two threads on one", "", "RecordBenchmark.timer", "false", 2),
    TIMER_TWO_SCRAPED("the same, scraped 100 times a second", "", "RecordBenchmark.timer", "true", 2),
    SCRAPE_UNCHANGED(
            "scrape of 10,000, for each counter that stands still", "<= 50 ns, 0 B", "ScrapeBenchmark", "false", 1),
    SCRAPE_CHANGED("scrape of 10,000, for each gauge that changes", "<= 120 ns, 0 B", "ScrapeBenchmark", "true", 1),
    SCRAPE_LARGE("scrape of 100,000 counters that stand still, packed", "<= 30 ms", "LargeScrapeBenchmark", "false", 1),
    SCRAPE_LARGE_CHANGED("scrape of 100,000 gauges that all change, packed", "", "LargeScrapeBenchmark", "true", 1),
    HEAP_COUNTER("heap of a counter", "<= 300 B", "heap_counter", "", 1),
    HEAP_COUNTER_SCRAPED("the same, after a scrape", "", "heap_counter_scraped", "", 1),
    HEAP_TIMER("heap of a timer", "", "heap_timer", "", 1),
    HEAP_TIMER_SCRAPED("the same, after a scrape", "", "heap_timer_scraped", "", 1);

    private final String title;
    private final String promised;
    private final String source;
    private final String parameter;
    private final int threads;

    LibraryFigure(String title, String promised, String source, String parameter, int threads) {
        this.title = title;
        this.promised = promised;
        this.source = source;
        this.parameter = parameter;
        this.threads = threads;
    }

    String title() {
        return title;
    }

    /** Of Crowsnest; empty if nothing was. */
    String promised() {
        return promised;
    }

    /** Whether JMH calls it that way. */
    boolean isFrom(LibrarySample sample) {
        return sample.source().matches("(.*\\.)?" + source.replace(".", "\\.") + "(\\.\\w+)?")
                && sample.parameter().equals(parameter)
                && sample.threads() == threads;
    }
}
