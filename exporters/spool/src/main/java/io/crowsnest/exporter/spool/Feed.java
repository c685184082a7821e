package io.crowsnest.exporter.spool;

import io.crowsnest.exporter.spool.SharedDocuments.Entry;
import io.crowsnest.telemetry.DestinationStats;
import io.crowsnest.telemetry.DestinationStats.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What one spool has for one destination: reads ahead of the cursor, which follows as documents are settled. */
final class Feed {

    private final Segments segments;
    private final SharedDocuments documents;
    private final Cursor cursor;
    private final DestinationStats stats;
    private final LongSupplier nextSequence;
    private final boolean durable;

    /** Where reading goes on; guarded by the segments. */
    private Position read;

    /** Of {@link #read}, for threads that only want to know whether there is more. */
    private volatile long readSequence;

    private volatile @Nullable Thread reader;
    private volatile boolean waiting;
    private volatile String lastFailure = "";

    /**
     * A feed that goes on where its cursor stands.
     *
     * @param nextSequence the sequence that the spool's next record will have
     * @param durable whether what is not delivered stays when the process ends
     */
    Feed(
            Segments segments,
            SharedDocuments documents,
            Cursor cursor,
            DestinationStats stats,
            LongSupplier nextSequence,
            boolean durable) {
        this.segments = segments;
        this.documents = documents;
        this.cursor = cursor;
        this.stats = stats;
        this.nextSequence = nextSequence;
        this.durable = durable;
        this.read = cursor.position();
        this.readSequence = read.sequence();
    }

    DestinationStats stats() {
        return stats;
    }

    Cursor cursor() {
        return cursor;
    }

    boolean isDurable() {
        return durable;
    }

    /** How many records were not read yet. */
    long unread() {
        return Math.max(0, nextSequence.getAsLong() - readSequence);
    }

    /** The sequence that the spool's next record will have. */
    long end() {
        return nextSequence.getAsLong();
    }

    /** Why a record could not be made a document since this was last asked; empty if none. */
    String takeFailure() {
        String failure = lastFailure;
        lastFailure = "";
        return failure;
    }

    /**
     * The next documents, possibly none although there are records: those may be damaged, or not whole yet. What can't be read is counted.
     *
     * @param events most documents
     * @param bytes no further document once they have so many bytes
     */
    List<Document> next(int events, int bytes) throws IOException {
        List<Document> next = new ArrayList<>();
        try {
            addNext(events, bytes, next);
        } catch (IOException | RuntimeException | Error e) {
            // What was read before will not be read again. If it fails the next time, too, that is said then.
            if (next.isEmpty()) {
                throw e;
            }
        }
        return next;
    }

    private void addNext(int events, int bytes, List<Document> next) throws IOException {
        int size = 0;
        while (next.size() < events && size < bytes) {
            Position from;
            long version;
            synchronized (segments) {
                from = read;
                version = segments.version();
            }
            List<Entry> page = documents.from(from, version);
            if (page.isEmpty()) {
                break;
            }
            synchronized (segments) {
                // Else something was given up meanwhile, and what was read is counted already.
                if (segments.version() == version) {
                    size += take(page, events - next.size(), bytes - size, next);
                }
            }
        }
    }

    /** Moves on over a page as far as it is wanted. Returns the size of its documents. */
    private int take(List<Entry> page, int events, int bytes, List<Document> target) {
        int size = 0;
        int taken = 0;
        for (Entry entry : page) {
            if (taken == events || size >= bytes) {
                break;
            }
            stats.dropped(Reason.DAMAGED, entry.record().missing());
            Document document = entry.document();
            if (document == null) {
                stats.dropped(Reason.ENCODING, 1);
                lastFailure = entry.failure();
            } else {
                target.add(document);
                taken++;
                size += document.json().length;
            }
            moveTo(entry.record().after());
        }
        return size;
    }

    /** A smaller form of a document that was refused. */
    Document reduce(Document refused, String reason) {
        return documents.reduce(refused, reason);
    }

    /** All before {@code oldest} is settled; null: all that was read is. */
    void settled(@Nullable Position oldest) throws IOException {
        synchronized (segments) {
            Position next = oldest == null ? read : oldest;
            if (!next.equals(cursor.position())) {
                cursor.moveTo(next);
            }
        }
    }

    /** Whether this record was read and may still be with the destination. Holding the segments' monitor. */
    boolean isInFlight(long sequence) {
        return sequence < readSequence && sequence >= cursor.position().sequence();
    }

    /** Whether this record was not read yet. Holding the segments' monitor. */
    boolean isUnread(long sequence) {
        return sequence >= readSequence;
    }

    /** Sequence of the first record that was not read yet. Holding the segments' monitor. */
    long readSequence() {
        return readSequence;
    }

    /** A segment has been written anew, or is gone: reading goes on there, or in the next. Holding the segments' monitor. */
    void relocate(long segment, @Nullable Position next) {
        if (read.segment() == segment) {
            if (next == null) {
                moveTo(new Position(segment, Segment.HEADER, read.sequence()));
            } else {
                moveTo(new Position(next.segment(), next.offset(), Math.max(next.sequence(), read.sequence())));
            }
        }
    }

    private void moveTo(Position next) {
        read = next;
        readSequence = next.sequence();
    }

    /** Waits until there is a record that was not read, or somebody calls {@link #wake}; may return early. For one thread only. */
    void await(long nanos) {
        reader = Thread.currentThread();
        waiting = true;
        if (unread() == 0) {
            LockSupport.parkNanos(this, nanos);
        }
        waiting = false;
    }

    /** There may be something new. Costs next to nothing if nobody waits for it. */
    void wake() {
        if (waiting) {
            waiting = false;
            try {
                LockSupport.unpark(reader);
            } catch (StackOverflowError e) {
                // Then the next event has to.
                waiting = true;
            }
        }
    }
}
