package io.crowsnest.core;

import io.crowsnest.core.settings.Keys;
import io.crowsnest.core.settings.Settings;
import io.crowsnest.exporter.spool.LogDelivery;
import io.crowsnest.exporter.spool.Outlet;
import io.crowsnest.exporter.spool.ServiceIdentity;
import io.crowsnest.exporter.spool.SpoolPlace;
import io.crowsnest.telemetry.AgentThread;
import io.crowsnest.telemetry.LogEvent;
import io.crowsnest.telemetry.LogMask;
import io.crowsnest.telemetry.Logs;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The way of log events to all destinations that the settings name: captured from the first line on, delivered once the application has
 * started. Run at shutdown.
 */
final class LogShipping implements Runnable {

    /** The client of a destination costs a second of processor time to load; until here that belongs to the application's own start. */
    private static final Duration START_DELAY = Duration.ofSeconds(5);

    /** Of the five seconds that an end of the process may take; the rest is what the JVM does besides. */
    private static final Duration LONGEST_DRAIN = Duration.ofMillis(4_500);

    private final Settings settings;
    private final LogDelivery delivery;

    private LogShipping(Settings settings, List<Outlet> outlets) {
        this.settings = settings;
        this.delivery = new LogDelivery(outlets, new SayIt());
    }

    /** Not a lambda: this is before the application's main method. */
    private static final class SayIt implements Consumer<String> {
        @Override
        public void accept(String line) {
            AgentLog.warn(line);
        }
    }

    /** Starts capturing, if the settings want it and name a destination; else null. */
    static @Nullable LogShipping prepare(Settings settings) {
        if (Boolean.FALSE.equals(settings.find(Keys.LOGS_ENABLED))) {
            return null;
        }
        List<Outlet> outlets = Outlets.of(settings);
        if (outlets.isEmpty()) {
            return null;
        }
        List<String> mask = settings.get(Keys.LOGS_MASK);
        if (!mask.isEmpty()) {
            Logs.hide(new LogMask(mask));
        }
        LogShipping shipping = new LogShipping(settings, outlets);
        Logs.shipTo(shipping.delivery, LogEvent.Level.valueOf(settings.get(Keys.LOGS_LEVEL)));
        // Before anything is captured: a process that ends early has logged, too.
        Runtime.getRuntime().addShutdownHook(new AgentThread("shutdown", shipping));
        shipping.delivery.start(new Place(settings));
        return shipping;
    }

    LogDelivery delivery() {
        return delivery;
    }

    /** Starts delivery, with what the settings say by now. */
    void start(Settings complete) {
        delivery.deliver(LogIdentity.of(complete), START_DELAY);
    }

    /** At shutdown: delivers what is left, for a moment. */
    @Override
    public void run() {
        try {
            // The application may have ended before its start was over.
            start(settings);
            delivery.close(LONGEST_DRAIN);
        } catch (RuntimeException | LinkageError failure) {
            AgentLog.warn("logs not delivered at shutdown", "failure", failure.toString());
        }
    }

    private record Identity(Settings settings) implements Supplier<ServiceIdentity> {
        @Override
        public ServiceIdentity get() {
            return LogIdentity.of(settings);
        }
    }

    private record Place(Settings settings) implements Supplier<SpoolPlace> {
        @Override
        public SpoolPlace get() {
            return new SpoolPlace(
                    candidates(),
                    settings.get(Keys.SERVICE_NAME),
                    new Identity(settings),
                    settings.get(Keys.LOGS_SPOOL_MAX_SIZE),
                    settings.get(Keys.LOGS_SPOOL_FSYNC));
        }

        private List<Path> candidates() {
            String given = settings.find(Keys.LOGS_SPOOL_DIRECTORY);
            try {
                return given == null ? SpoolPlace.defaults() : List.of(Path.of(given));
            } catch (InvalidPathException e) {
                AgentLog.warn("no path", "key", Keys.LOGS_SPOOL_DIRECTORY.name(), "reason", e.getReason());
                return List.of();
            }
        }
    }
}
