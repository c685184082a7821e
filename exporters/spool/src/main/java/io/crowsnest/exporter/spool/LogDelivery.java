package io.crowsnest.exporter.spool;

import io.crowsnest.telemetry.AgentThread;
import io.crowsnest.telemetry.Catalogue;
import io.crowsnest.telemetry.DestinationStats.Reason;
import io.crowsnest.telemetry.LogEvent;
import io.crowsnest.telemetry.LogRecord;
import io.crowsnest.telemetry.LogSink;
import io.crowsnest.telemetry.Meters;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The way of log events from the application's threads to all destinations: through a spool, on disk where there is one.
 *
 * <pre>
 *   application's thread --intake--> spool --feed--> shipper --> destination, for each
 *                                      ^
 *                                  keeper thread: files, and what processes before this one have left
 * </pre>
 *
 * <p>Cheap enough to exist before {@code main}: the spool is opened, by the keeper, when the first event comes; whoever logs it
 * waits for that.
 */
public final class LogDelivery implements LogSink {

    private final List<Outlet> outlets;
    private final Consumer<String> log;
    private final DropReport drops = new DropReport();
    private final Intake intake;
    private final Shipping shipping;
    private volatile @Nullable SpoolThread keeper;

    /**
     * Delivery to these destinations.
     *
     * @param log takes one line, made of a text and {@code key=value} pairs, when something has changed that people should know
     */
    public LogDelivery(List<Outlet> outlets, Consumer<String> log) {
        this.outlets = outlets;
        this.log = log;
        this.intake = new Intake(new Dropped());
        this.shipping = new Shipping(outlets, log);
    }

    /** Books an event that there is no room for. Not a lambda: made before the application's main method. */
    private final class Dropped implements Consumer<LogEvent.Level> {
        @Override
        public void accept(LogEvent.Level level) {
            for (Outlet outlet : outlets) {
                outlet.stats().dropped(Reason.QUEUE_FULL, 1);
            }
            drops.accept(level);
        }
    }

    public List<Outlet> outlets() {
        return outlets;
    }

    @Override
    public void accept(LogRecord record) {
        intake.accept(record);
    }

    /**
     * Starts the keeper's thread, which opens the spool once there is something to keep.
     *
     * @param where asked by that thread: finding it out is not for the application to wait for
     */
    public synchronized void start(Supplier<SpoolPlace> where) {
        SpoolThread work = new SpoolThread(where, intake, shipping, drops, log);
        Thread thread = new AgentThread("spool", work);
        keeper = work;
        intake.keptBy(thread);
        thread.start();
    }

    /**
     * Starts delivery, on one thread for each destination, now that it is known who logs. Does nothing the second time.
     *
     * @param delay leaves the processor to the application's own start for so long, unless much is waiting
     */
    public void deliver(ServiceIdentity service, Duration delay) {
        shipping.identified(service, delay);
    }

    /**
     * Delivers what is left, for a moment. What can't be delivered waits on disk for the next process. Called when the application ends, by
     * a thread of the agent.
     *
     * @param atMost how long the application may be held up
     */
    public void close(Duration atMost) {
        long until = System.nanoTime() + atMost.toNanos();
        shipping.hurry();
        SpoolThread running = keeper;
        if (running != null) {
            running.close();
        }
        if (!intake.isUsed()) {
            return;
        }
        try {
            if (!intake.awaitOpened(atMost.toNanos())) {
                log.accept("logs lost at shutdown events=" + intake.early() + " reason=\"no spool in time\"");
                return;
            }
        } catch (InterruptedException e) {
            // Whoever interrupts wants the end now.
            Thread.currentThread().interrupt();
            return;
        }
        shipping.close(until);
    }

    /** Exposes the figures of all destinations and of the spool. */
    public void bindTo(MeterRegistry registry) {
        for (Outlet outlet : outlets) {
            outlet.stats().bindTo(registry);
            outlet.recovered().bindRecoveredTo(registry);
            outlet.health().bindTo(registry);
        }
        Meters.gauge(registry, Catalogue.CROWSNEST_LOG_SPOOL_DURABLE, this, each -> each.isDurable() ? 1 : 0);
    }

    /** What earlier processes have left that is for no destination of this one. */
    public List<Unclaimed> unclaimed() {
        SpoolThread running = keeper;
        return running == null ? List.of() : running.unclaimed();
    }

    /** Whether events that are not delivered survive the process. */
    public boolean isDurable() {
        return shipping.isDurable();
    }
}
