package io.crowsnest.exporter.datadog;

import io.crowsnest.telemetry.AgentThread;
import io.crowsnest.telemetry.ExporterHealth;
import io.crowsnest.telemetry.Telemetry;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Sends every metric to a Datadog Agent, once a step, on a thread of its own. */
public final class DatadogExporter implements AutoCloseable {

    /** How often a gauge that does not change is sent: Datadog draws no line where it hears nothing for some minutes. */
    private static final Duration GAUGE_AGAIN = Duration.ofMinutes(1);

    private final DatadogConfig config;
    private final MeterReading reading;
    private final ExporterHealth health = new ExporterHealth("datadog");
    private final SendFigures figures = new SendFigures("datadog");
    private final Packets packets;
    private final Transport transport;
    private final Step step;
    private final JvmPage jvm = new JvmPage();
    private final Announcements announcements;
    private final AgentThread thread;
    private LineWriter lines = new LineWriter();
    private boolean saidStarted;
    private volatile boolean closing;

    private DatadogExporter(DatadogConfig config, MeterReading reading, Transport transport, Watched watched) {
        this.config = config;
        this.reading = reading;
        this.transport = transport;
        this.packets = new Packets(transport, figures);
        Origin origin = Origin.of(config.tags());
        long gaugeSteps = Math.max(1, GAUGE_AGAIN.toNanos() / config.interval().toNanos());
        this.step = new Step(origin, config.timers(), gaugeSteps);
        this.announcements = new Announcements(config, origin, watched);
        this.thread = new AgentThread("datadog", this::run);
    }

    /**
     * Starts sending. The first step, with all that was counted so far, comes at once.
     *
     * @throws IllegalArgumentException if the URL names no way to an Agent; the message says what would
     */
    public static DatadogExporter start(DatadogConfig config, MeterReading reading, Watched watched) {
        DatadogExporter exporter =
                new DatadogExporter(config, reading, Transport.to(config.url(), config.nativeAccess()), watched);
        exporter.thread.start();
        return exporter;
    }

    /** How steps went. */
    public ExporterHealth health() {
        return health;
    }

    /** Lines that left so far. */
    public long linesSent() {
        return figures.lines();
    }

    /** Lines that were given up so far, for whatever reason. */
    public long linesDropped() {
        return figures.dropped();
    }

    /** Exposes what the exporter says about itself. */
    public void bindTo(MeterRegistry registry) {
        health.bindTo(registry);
        figures.bindTo(registry);
    }

    private void run() {
        long next = System.nanoTime();
        while (!closing) {
            step();
            next = Math.max(next + config.interval().toNanos(), System.nanoTime());
            for (long left = next - System.nanoTime(); left > 0 && !closing; left = next - System.nanoTime()) {
                LockSupport.parkNanos(this, left);
            }
        }
        step();
        packets.begin();
        packets.add(announcements.stopped());
        packets.flush();
        transport.close();
    }

    private void step() {
        try {
            packets.begin();
            if (!saidStarted) {
                saidStarted = true;
                packets.add(announcements.started());
            }
            packets.add(announcements.state());
            Telemetry.read(this::read);
            figures.dropped(SendFigures.Reason.NOT_FINITE, step.notFinite());
            packets.add(lines);
            packets.flush();
            String failure = packets.failure();
            if (failure == null) {
                health.succeeded();
            } else {
                health.failed(failure);
            }
            String leftOut = step.failure();
            if (leftOut != null) {
                health.failed(leftOut);
            }
        } catch (IOException | RuntimeException | Error e) {
            // Also an Error: a process that was out of memory for a moment goes on, and so must this thread.
            health.failed("step failed: " + e);
        }
    }

    /** Only makes the lines: who else wants to read waits for it, and must not wait for the network. */
    private void read() {
        lines = step.run(reading);
        jvm.readTo(step::gauge, System.nanoTime());
    }

    /** Sends what is left. */
    @Override
    public void close() {
        close(Duration.ofSeconds(1));
    }

    /** Sends what is left, and waits for that so long. */
    public void close(Duration atMost) {
        closing = true;
        LockSupport.unpark(thread);
        try {
            thread.join(Math.max(1, atMost.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
