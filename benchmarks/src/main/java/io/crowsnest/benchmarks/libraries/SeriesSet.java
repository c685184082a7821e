package io.crowsnest.benchmarks.libraries;

import java.util.ArrayList;
import java.util.List;

/** Many series of five metrics, either counters that nobody adds to any more or gauges whose values change with each scrape. */
final class SeriesSet {

    private static final int METRICS = 5;
    private static final long ODD = 0x9E3779B97F4A7C15L;

    private long scrapes;

    private SeriesSet() {}

    /** Counters that stay as they are. */
    static SeriesSet unchanged(MetricLibrary library, int series) {
        for (int i = 0; i < series; i++) {
            library.counter(name(i), Labels.of(i), i + 1L);
        }
        return new SeriesSet();
    }

    /** Numbers of full precision that are others after each {@link #change}. */
    static SeriesSet changing(MetricLibrary library, int series) {
        SeriesSet set = new SeriesSet();
        for (int metric = 0; metric < METRICS; metric++) {
            List<MetricLibrary.GaugeSeries> gauges = new ArrayList<>();
            for (int i = metric; i < series; i += METRICS) {
                int number = i;
                gauges.add(new MetricLibrary.GaugeSeries(Labels.of(i), () -> set.value(number)));
            }
            library.gauge(name(metric), gauges);
        }
        return set;
    }

    void change() {
        scrapes++;
    }

    private double value(int number) {
        return (((number + scrapes) * ODD) >>> 11) * 0x1.0p-53;
    }

    private static String name(int number) {
        return "orders" + number % METRICS;
    }
}
