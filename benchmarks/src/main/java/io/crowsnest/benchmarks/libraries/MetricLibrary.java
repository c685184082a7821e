package io.crowsnest.benchmarks.libraries;

import io.crowsnest.exporter.prometheus.CrowsnestLibrary;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.LongConsumer;

/** What is measured of each library, in its own API, with meters that the caller holds. */
public interface MetricLibrary {

    /** Upper bounds of the buckets of all timers, in seconds. */
    List<Double> BOUNDS = List.of(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0);

    /** Bytes of the buffer for text, so large that it never grows. */
    int BUFFER = 1 << 24;

    /** One series of a gauge. */
    record GaugeSeries(Labels labels, DoubleSupplier value) {}

    /**
     * The library of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    static MetricLibrary of(String name) {
        return switch (name) {
            case "crowsnest" -> new CrowsnestLibrary();
            case "micrometer" -> new MicrometerLibrary();
            case "opentelemetry" -> new OpenTelemetryLibrary();
            default -> throw new IllegalArgumentException("no library " + name);
        };
    }

    /** Something that adds one to a counter, which begins with {@code first}. */
    Runnable counter(String name, Labels labels, long first);

    /** Something that records nanoseconds. */
    LongConsumer timer(String name, Labels labels);

    /** Values that are asked for. */
    void gauge(String name, List<GaugeSeries> series);

    /** Text of all series into a buffer that is kept for the next time; its length in bytes. */
    int scrape();

    /** The same, packed by gzip as the library's own endpoint would. */
    int packedScrape();
}
