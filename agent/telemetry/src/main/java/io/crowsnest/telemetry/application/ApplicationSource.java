package io.crowsnest.telemetry.application;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** A library in one class loader of the application that keeps metrics, and how reading them went. */
public final class ApplicationSource {

    private final String library;
    private final String loader;
    private final WeakReference<MetricReader> reader;
    private final LongAdder errors;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile int series;
    private volatile @Nullable String lastError;
    private volatile List<String> notes = List.of();

    ApplicationSource(String library, MetricReader reader) {
        this.library = library;
        this.loader = String.valueOf(application(reader));
        this.reader = new WeakReference<>(reader);
        this.errors = SourceErrors.of(library);
    }

    /** Hooks live in a loader of ours, whose parent is the application's. */
    private static @Nullable ClassLoader application(MetricReader reader) {
        ClassLoader hooks = reader.getClass().getClassLoader();
        return hooks == null ? null : hooks.getParent();
    }

    /** Id of the instrumentation. */
    public String library() {
        return library;
    }

    /** The application's class loader, in its own words. */
    public String loader() {
        return loader;
    }

    /** How many series the last reading found. */
    public int series() {
        return series;
    }

    /** The newest failure, or null. */
    public @Nullable String lastError() {
        return lastError;
    }

    /** What the last reading left out on purpose. */
    public List<String> notes() {
        return notes;
    }

    boolean isOf(MetricReader other) {
        return reader.refersTo(other);
    }

    boolean isGone() {
        return reader.refersTo(null);
    }

    /** Whether a reading that nobody waits for any more still runs. */
    boolean isBusy() {
        return busy.get();
    }

    void failed(String failure) {
        errors.increment();
        lastError = failure;
    }

    /** What it has now, on the current thread; never throws. */
    List<ApplicationMetric> read() {
        Collected collected = new Collected();
        MetricReader alive = reader.get();
        if (alive == null || !busy.compareAndSet(false, true)) {
            return collected.metrics;
        }
        Thread thread = Thread.currentThread();
        ClassLoader own = thread.getContextClassLoader();
        try {
            // Functions of the application look for their classes there.
            thread.setContextClassLoader(application(alive));
            alive.read(collected);
        } catch (Throwable failure) {
            failed(String.valueOf(failure));
        } finally {
            thread.setContextClassLoader(own);
            busy.set(false);
        }
        series = collected.metrics.size();
        notes = List.copyOf(collected.notes);
        return collected.metrics;
    }

    private final class Collected implements MetricSink {

        private final List<ApplicationMetric> metrics = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();

        @Override
        public void add(ApplicationMetric metric) {
            metrics.add(metric);
        }

        @Override
        public void note(String text) {
            notes.add(text);
        }

        @Override
        public void failed(String what, Throwable failure) {
            ApplicationSource.this.failed(what + ": " + failure);
        }
    }
}
