package io.crowsnest.exporter.prometheus.push;

import io.crowsnest.exporter.prometheus.FamilySource;
import io.crowsnest.exporter.prometheus.Naming;
import io.crowsnest.exporter.prometheus.ScrapeText;
import io.crowsnest.meters.StripedMeterRegistry;
import io.crowsnest.telemetry.AgentThread;
import io.crowsnest.telemetry.ExporterHealth;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Pushes what a scrape would show, on a thread of its own, until the process ends. */
public final class MetricsPush {

    private static final Duration AFTER_A_DEFECT = Duration.ofSeconds(15);

    /** What the thread needs to say how it ended, before whoever waits for it goes on. */
    private static final Duration LAST_WORDS = Duration.ofMillis(100);

    private final ExporterHealth health;
    private final PushFigures figures = new PushFigures();
    private final PushReport report;
    private final boolean hasFigures;
    private final ScrapeText text;
    private final PushClient client = new PushClient();
    private final Push push;
    private final AgentThread thread;
    private volatile boolean closing;
    private volatile boolean ending;
    private volatile long deadline;

    private MetricsPush(PushConfig config, StripedMeterRegistry registry, Naming naming, Consumer<String> lines) {
        health = new ExporterHealth(config.protocol().key());
        report = new PushReport(health, lines);
        text = new ScrapeText(registry, naming, health::failed);
        hasFigures = config.protocol() == PushConfig.Protocol.REMOTE_WRITE;
        push = hasFigures
                ? new RemoteWrite(config, text, client, figures, report)
                : new Pushgateway(config, text, client, report);
        thread = new AgentThread("push", this::run);
    }

    /**
     * Prepares to push; {@link #start} begins.
     *
     * @param naming under which names the metrics of {@code registry} are pushed
     * @param lines hears what the operator should read, a line each
     * @throws IllegalArgumentException if {@code config} cannot be used; the message says what would be right
     */
    public static MetricsPush of(
            PushConfig config, StripedMeterRegistry registry, Naming naming, Consumer<String> lines) {
        return new MetricsPush(config, registry, naming, lines);
    }

    /** From now on also pushes what {@code source} has. */
    public void add(FamilySource source) {
        text.add(source);
    }

    /** Begins; the first samples leave at once, if there is an interval. */
    public void start() {
        thread.start();
    }

    /** How requests went. */
    public ExporterHealth health() {
        return health;
    }

    /** Whether samples are counted: those of remote write, where each is sent once. */
    public boolean countsSamples() {
        return hasFigures;
    }

    /** Samples that the receiver has. */
    public long samplesSent() {
        return figures.sent();
    }

    /** Samples that wait for the receiver. */
    public long samplesPending() {
        return figures.pending();
    }

    /** Samples that were given up, for whatever reason. */
    public long samplesDropped() {
        return figures.dropped();
    }

    /** Exposes what it says about itself. */
    public void bindTo(MeterRegistry registry) {
        health.bindTo(registry);
        if (hasFigures) {
            figures.bindTo(registry);
        }
    }

    /** Pushes the last state; returns when that is done, at the latest after {@code atMost}. */
    public void close(Duration atMost) {
        long begin = System.nanoTime();
        deadline = begin + atMost.minus(LAST_WORDS).toNanos();
        closing = true;
        LockSupport.unpark(thread);
        try {
            thread.join(Math.max(1, atMost.toMillis() / 2));
            if (!ending) {
                // A request of before takes its time; the last state matters more.
                client.abort();
            }
            thread.join(Math.max(1, Deadline.left(begin + atMost.toNanos()).toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            report.lost("the process cannot wait any longer");
        }
    }

    private void run() {
        while (!closing) {
            long wait;
            try {
                wait = push.run();
            } catch (IOException | RuntimeException | Error e) {
                // Also an Error: a process that was out of memory for a moment goes on, and so must this thread.
                report.failed("the metrics cannot be read: " + e);
                wait = AFTER_A_DEFECT.toNanos();
            }
            park(wait);
        }
        ending = true;
        try {
            push.end(deadline);
        } catch (IOException | RuntimeException | Error e) {
            report.failed("the metrics cannot be read: " + e);
        }
    }

    private void park(long nanos) {
        long begin = System.nanoTime();
        for (long left = nanos; left > 0 && !closing; left = nanos - (System.nanoTime() - begin)) {
            LockSupport.parkNanos(this, left);
        }
    }
}
