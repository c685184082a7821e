package io.crowsnest.benchmarks.libraries;

import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.function.IntConsumer;

/** What a series keeps on the heap, collections after collections, printed as {@code heap_name,bytes}. */
public final class HeapOfSeries {

    private static final int COUNTERS = 50_000;
    private static final int TIMERS = 5_000;
    private static final int COLLECTIONS = 4;

    private HeapOfSeries() {}

    /** The library's name. */
    public static void main(String[] arguments) throws InterruptedException {
        MetricLibrary library = MetricLibrary.of(arguments[0]);
        library.counter("first", Labels.of(0), 1);
        library.scrape();
        print("counter", library, COUNTERS, i -> library.counter("orders", Labels.of(i), 1));
        print("timer", library, TIMERS, i -> library.timer("work", Labels.of(i)).accept(1_000_000));
    }

    private static void print(String name, MetricLibrary library, int series, IntConsumer register)
            throws InterruptedException {
        long before = used();
        for (int i = 0; i < series; i++) {
            register.accept(i);
        }
        long recorded = used();
        library.scrape();
        long scraped = used();
        System.out.printf(Locale.ROOT, "heap_%s,%.1f%n", name, (recorded - before) / (double) series);
        System.out.printf(Locale.ROOT, "heap_%s_scraped,%.1f%n", name, (scraped - before) / (double) series);
    }

    private static long used() throws InterruptedException {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            Thread.sleep(20);
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
