package io.crowsnest.exporter.spool;

import io.crowsnest.telemetry.LogRecord;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Where the application's threads leave what they log: appends to the head, and goes on in the next segment when it is full. Segments are
 * made ready ahead by the {@link SpoolKeeper}, so that nothing here touches a file.
 */
final class Spool implements LongSupplier {

    /**
     * So long a thread waits for a segment when more is logged at once than was made ready: hundreds of megabytes a second. Then the
     * event is dropped, and counted.
     */
    static final long LONGEST_WAIT_NANOS = Duration.ofMillis(10).toNanos();

    private static final long PAUSE_NANOS = Duration.ofNanos(50_000).toNanos();

    private final Segments segments;
    private final long longestWaitNanos;
    private final Queue<Segment> ready = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean rolling = new AtomicBoolean();
    private final Runnable onRoll;

    private volatile Segment head;
    private volatile boolean full;

    /**
     * A spool that begins with this segment.
     *
     * @param longestWaitNanos how long a thread waits for a segment to be made ready
     * @param onRoll told, on the application's thread, that a segment that was ready is in use, or that one is wanted
     */
    Spool(Segments segments, Segment first, long longestWaitNanos, Runnable onRoll) {
        this.segments = segments;
        this.longestWaitNanos = longestWaitNanos;
        this.onRoll = onRoll;
        first.begin(1);
        segments.began(first);
        head = first;
    }

    /** Keeps a record; false if there is no room for it. It survives the process once this returns. */
    boolean append(LogRecord record) {
        byte[] bytes = record.bytes();
        return append(bytes, record.length());
    }

    boolean append(byte[] record, int length) {
        int crc = Segment.crc(record, 0, length);
        long deadline = 0;
        while (true) {
            Segment segment = head;
            if (segment.append(record, length, crc)) {
                return true;
            }
            if (roll(segment) || head != segment) {
                continue;
            }
            long now = System.nanoTime();
            if (deadline == 0) {
                deadline = now + longestWaitNanos;
            }
            if (full || now - deadline > 0) {
                return false;
            }
            LockSupport.parkNanos(this, PAUSE_NANOS);
        }
    }

    /** Puts the next segment in the place of this one. False if another thread is about to, or there is none. */
    private boolean roll(Segment from) {
        if (!rolling.compareAndSet(false, true)) {
            return false;
        }
        try {
            if (head != from) {
                return true;
            }
            Segment next = ready.poll();
            if (next != null) {
                next.begin(from.seal());
                segments.began(next);
                head = next;
            }
            // While there is no room the keeper looks now and then, not for each event that is dropped.
            if (next != null || !full) {
                onRoll.run();
            }
            return next != null;
        } finally {
            rolling.set(false);
        }
    }

    /** The sequence before which all records are whole, if no thread has died on the way. */
    long wholeBefore() {
        return head.wholeBefore();
    }

    /** One more segment of zeros. */
    void ready(Segment next) {
        ready.add(next);
    }

    int readySegments() {
        return ready.size();
    }

    /** Whether nobody should wait for a segment: there will be none soon. */
    void setFull(boolean isFull) {
        full = isFull;
    }

    boolean isFull() {
        return full;
    }

    /** Number of the segment that is being appended to. */
    long headNumber() {
        return head.number;
    }

    /** What {@link #nextSequence} says. */
    @Override
    public long getAsLong() {
        return nextSequence();
    }

    /** The sequence that the next record will have. */
    long nextSequence() {
        return head.nextSequence();
    }
}
