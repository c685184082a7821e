package io.crowsnest.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Joins recorders and registry. Recorders work from the first instruction of the application on, the registry starts later
 * on a thread of the agent: what is measured in between waits here, bounded and counted.
 */
public final class Telemetry {

    private static final int EARLY_RECORDINGS = 4096;

    /** With so many waiting, the registry is wanted now. */
    private static final int MANY = EARLY_RECORDINGS / 4;

    private static final CountDownLatch demand = new CountDownLatch(1);

    private static final ConcurrentLinkedQueue<Runnable> early = new ConcurrentLinkedQueue<>();
    private static final AtomicInteger earlySize = new AtomicInteger();
    private static final List<Consumer<MeterRegistry>> onStart = new ArrayList<>();
    private static final List<Runnable> beforeReading = new CopyOnWriteArrayList<>();
    private static final Object reading = new Object();
    private static final LongAdder dropped = new LongAdder();
    private static volatile @Nullable Live live;
    private static volatile boolean off;

    private Telemetry() {}

    /**
     * What recorders need once the registry runs.
     *
     * @param registry where meters are registered
     * @param buckets upper bounds of histogram buckets, in seconds
     * @param seriesLimit label combinations per metric name
     */
    public record Live(MeterRegistry registry, List<Double> buckets, int seriesLimit) {}

    /** Looks at every meter. */
    public interface Reading {
        void run() throws IOException;
    }

    /**
     * Runs {@code reader}, which looks at every meter. While it does, no series hands over what it has counted to another,
     * so that sums over series are true in what it sees.
     */
    public static void read(Reading reader) throws IOException {
        synchronized (reading) {
            beforeReading.forEach(Runnable::run);
            reader.run();
        }
    }

    /** From now on runs {@code preparation} before each {@link #read}. */
    static void beforeReading(Runnable preparation) {
        beforeReading.add(preparation);
    }

    /** Somebody asks for metrics. */
    public static void demand() {
        demand.countDown();
    }

    /**
     * Waits until somebody asks for metrics, or many recordings wait. Starting the registry costs processor time that the
     * application needs for its own start; until somebody looks, nobody misses it.
     */
    public static void awaitDemand(Duration atMost) throws InterruptedException {
        demand.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Starts recording into {@code target}, first of all what waited for it. */
    public static void start(Live target) {
        MeterRegistry registry = target.registry();
        Meters.counter(registry, Catalogue.CROWSNEST_RECORDINGS_DROPPED, dropped);
        Meters.gauge(registry, Catalogue.CROWSNEST_METRIC_SERIES, MeterFamily.class, any -> MeterFamily.allSeries());
        HttpServer.bindTo(registry);
        Logs.bindTo(registry);
        synchronized (onStart) {
            live = target;
            onStart.forEach(binding -> binding.accept(registry));
            onStart.clear();
        }
        replay();
    }

    /**
     * No registry will start, because nobody wants metrics or its start failed: what waits for it is given up, and nothing
     * waits from now on. Does nothing when called again.
     */
    public static void off() {
        synchronized (onStart) {
            off = true;
            onStart.clear();
        }
        early.clear();
    }

    /** Runs {@code binding} once the registry runs, or now if it does. */
    public static void whenStarted(Consumer<MeterRegistry> binding) {
        synchronized (onStart) {
            if (off) {
                return;
            }
            Live target = live;
            if (target == null) {
                onStart.add(binding);
                return;
            }
            binding.accept(target.registry());
        }
    }

    /** The running registry, or null while it has not started. */
    static @Nullable Live live() {
        return live;
    }

    /** Keeps {@code recording} until the registry runs. */
    static void later(Runnable recording) {
        if (off) {
            return;
        }
        int waiting = earlySize.incrementAndGet();
        if (waiting > EARLY_RECORDINGS) {
            earlySize.decrementAndGet();
            dropped.increment();
            return;
        }
        early.add(recording);
        if (waiting == MANY) {
            demand();
        }
        if (off) {
            early.clear();
        } else if (live != null) {
            replay();
        }
    }

    private static void replay() {
        for (Runnable next = early.poll(); next != null; next = early.poll()) {
            earlySize.decrementAndGet();
            next.run();
        }
    }
}
