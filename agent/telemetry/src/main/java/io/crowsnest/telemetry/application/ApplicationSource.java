package io.crowsnest.telemetry.application;

import io.crowsnest.telemetry.LogText;
import io.crowsnest.telemetry.WeakIdentityMap;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** A library in one class loader of the application that keeps metrics, and how reading them went. */
public final class ApplicationSource {

    /** Each holds up a thread of ours. */
    private static final int MOST_STUCK = 4;

    private final String library;
    private final String loader;
    private final WeakReference<MetricReader> reader;
    private final LongAdder errors;
    private final WeakIdentityMap<Boolean> stuckParts = new WeakIdentityMap<>();
    private @Nullable Collected running;
    private int stuck;
    private volatile int series;
    private volatile @Nullable String lastError;
    private volatile List<String> notes = List.of();

    ApplicationSource(String library, MetricReader reader) {
        this.library = library;
        this.loader = name(application(reader));
        this.reader = new WeakReference<>(reader);
        this.errors = SourceErrors.of(library);
    }

    /** Hooks live in a loader of ours, whose parent is the application's. */
    private static @Nullable ClassLoader application(MetricReader reader) {
        ClassLoader hooks = reader.getClass().getClassLoader();
        return hooks == null ? null : hooks.getParent();
    }

    /** Not in its own words, which are code of the application. */
    private static String name(@Nullable ClassLoader loader) {
        return loader == null
                ? "bootstrap"
                : loader.getClass().getName() + "@" + Integer.toHexString(System.identityHashCode(loader));
    }

    /** Id of the instrumentation. */
    public String library() {
        return library;
    }

    /** Class and identity of the application's class loader. */
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

    void failed(String failure) {
        errors.increment();
        lastError = failure;
    }

    /** What it has now, on the current thread; never throws. Nothing if an earlier reading has not come back. */
    ApplicationSnapshot read() {
        MetricReader alive = reader.get();
        if (alive == null) {
            return ApplicationSnapshot.NOTHING;
        }
        Collected collected = begin();
        if (collected == null) {
            return ApplicationSnapshot.NOT_READ;
        }
        Thread thread = Thread.currentThread();
        ClassLoader own = thread.getContextClassLoader();
        try {
            // Functions of the application look for their classes there.
            thread.setContextClassLoader(application(alive));
            alive.read(collected);
        } catch (Abandoned late) {
            // It was counted when it was given up.
        } catch (Throwable failure) {
            collected.isComplete = false;
            failed(LogText.describe(failure));
        } finally {
            thread.setContextClassLoader(own);
            end(collected);
        }
        series = collected.metrics.size();
        notes = List.copyOf(collected.notes);
        return new ApplicationSnapshot(collected.metrics, collected.isComplete);
    }

    private synchronized @Nullable Collected begin() {
        if (running != null || stuck >= MOST_STUCK) {
            failed("has not answered since an earlier scrape");
            return null;
        }
        running = new Collected();
        return running;
    }

    private synchronized void end(Collected collected) {
        if (collected.part != null && collected.abandoned) {
            stuckParts.remove(collected.part);
            stuck--;
        } else if (running == collected) {
            running = null;
        }
    }

    /**
     * Nobody waits any more for the reading that runs; the next one passes over what this one is held up by, if the reader says what that is.
     *
     * @return what was read so far
     */
    synchronized ApplicationSnapshot abandon() {
        Collected collected = running;
        if (collected == null || collected.part == null) {
            failed("does not answer");
            return ApplicationSnapshot.NOT_READ;
        }
        failed(collected.partName + " does not answer");
        collected.abandoned = true;
        stuckParts.put(collected.part, Boolean.TRUE);
        stuck++;
        running = null;
        return new ApplicationSnapshot(List.copyOf(collected.metrics), false);
    }

    /** Ends a reading that nobody waits for. */
    private static final class Abandoned extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Abandoned() {
            super("abandoned", null, false, false);
        }
    }

    /** One reading; its state belongs to the lock of the source, as does that of all others. */
    private final class Collected implements MetricSink {

        private final List<ApplicationMetric> metrics = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();
        private @Nullable Object part;
        private String partName = "";
        private boolean abandoned;
        private boolean isComplete = true;

        @Override
        public boolean begins(Object next, String name) {
            synchronized (ApplicationSource.this) {
                if (abandoned) {
                    throw new Abandoned();
                }
                if (stuckParts.get(next) != null) {
                    isComplete = false;
                    ApplicationSource.this.failed(name + " has not answered since an earlier scrape");
                    return false;
                }
                part = next;
                partName = name;
                return true;
            }
        }

        @Override
        public void add(ApplicationMetric metric) {
            synchronized (ApplicationSource.this) {
                metrics.add(metric);
            }
        }

        @Override
        public void note(String text) {
            notes.add(text);
        }

        @Override
        public void failed(String what, Throwable failure) {
            isComplete = false;
            ApplicationSource.this.failed(what + ": " + LogText.describe(failure));
        }
    }
}
