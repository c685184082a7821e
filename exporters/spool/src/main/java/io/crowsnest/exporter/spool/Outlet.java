package io.crowsnest.exporter.spool;

import io.crowsnest.exporter.spool.BatchResult.Failed;
import io.crowsnest.exporter.spool.BatchResult.Kind;
import io.crowsnest.telemetry.DestinationStats;
import io.crowsnest.telemetry.DestinationStats.Reason;
import io.crowsnest.telemetry.ExporterHealth;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** A destination as the settings name it, with its figures; connections are made of it as they are needed. */
public final class Outlet {

    private final String name;
    private final Function<ServiceIdentity, Destination> opening;
    private final DestinationStats stats;
    private final DestinationStats recovered;
    private final ExporterHealth health;
    private final Found found = new Found();

    /** Not a lambda: made before the application's main method. */
    private static final class Found extends LongAdder implements LongSupplier {
        @Override
        public long getAsLong() {
            return sum();
        }
    }

    /**
     * A destination.
     *
     * @param name in metrics, messages and the names of files, for example {@code elasticsearch}
     * @param opening makes a destination for the documents of a service
     */
    public Outlet(String name, Function<ServiceIdentity, Destination> opening) {
        this.name = name;
        this.opening = opening;
        this.stats = new DestinationStats(name);
        this.recovered = new DestinationStats(name, found);
        this.health = new ExporterHealth(name);
    }

    public String name() {
        return name;
    }

    /** What became of the events of this process. */
    public DestinationStats stats() {
        return stats;
    }

    /** What became of the events that processes before this one had left. */
    public DestinationStats recovered() {
        return recovered;
    }

    public ExporterHealth health() {
        return health;
    }

    void found(long events) {
        found.add(events);
    }

    /** Events of processes before this one that nobody can deliver. */
    void foundDamaged(long events) {
        found(events);
        recovered.dropped(Reason.DAMAGED, events);
    }

    /** The destination; one that takes nothing, and says why, if it can't be made: the others must not suffer. */
    public Destination open(ServiceIdentity identity) {
        try {
            return opening.apply(identity);
        } catch (RuntimeException | LinkageError e) {
            return new Unusable(name, new Failed(Kind.BLOCKED, e.toString()));
        }
    }

    private record Unusable(String name, BatchResult why) implements Destination {
        @Override
        public BatchResult send(List<Document> batch) {
            return why;
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
