package io.crowsnest.telemetry.application;

import io.crowsnest.telemetry.AgentThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One reading of all sources, on a thread of its own: a gauge is the application's code, and may block for ever. Whoever waits
 * goes on without it, and nobody asks it again before it has answered.
 */
final class Reading implements Runnable {

    private final List<ApplicationSource> sources;
    private final List<ApplicationMetric> metrics = new ArrayList<>();
    private boolean isComplete = true;
    private int answered;
    private boolean abandoned;

    Reading(List<ApplicationSource> sources) {
        this.sources = sources;
    }

    @Override
    public void run() {
        for (ApplicationSource source = next(); source != null; source = next()) {
            answered(source.read());
        }
    }

    private synchronized @Nullable ApplicationSource next() {
        return abandoned || answered == sources.size() ? null : sources.get(answered);
    }

    private synchronized void answered(ApplicationSnapshot found) {
        if (!abandoned) {
            add(found);
            answered++;
            notifyAll();
        }
    }

    private void add(ApplicationSnapshot found) {
        metrics.addAll(found.metrics());
        isComplete &= found.isComplete();
    }

    /** What the sources have that answer in time. */
    ApplicationSnapshot await(Duration patience) {
        try {
            new AgentThread("application", this).start();
        } catch (OutOfMemoryError noThread) {
            sources.forEach(each -> each.failed("no thread to read it: " + noThread));
            return ApplicationSnapshot.NOT_READ;
        }
        return collect(System.nanoTime() + patience.toNanos());
    }

    private synchronized ApplicationSnapshot collect(long deadline) {
        try {
            for (long left = deadline - System.nanoTime();
                    answered < sources.size() && left > 0;
                    left = deadline - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        abandoned = true;
        if (answered < sources.size()) {
            add(sources.get(answered).abandon());
            for (ApplicationSource each : sources.subList(answered + 1, sources.size())) {
                each.failed("not read: " + sources.get(answered).library() + " does not answer");
            }
        }
        return new ApplicationSnapshot(metrics, isComplete);
    }
}
