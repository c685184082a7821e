package io.crowsnest.exporter.spool;

import io.crowsnest.telemetry.DestinationStats;
import io.crowsnest.telemetry.DestinationStats.Reason;
import io.crowsnest.telemetry.LogEvent;
import io.crowsnest.telemetry.LogSink;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Holds captured events in memory until one {@link Shipper} takes them. Bounded by events and by approximate bytes;
 * what does not fit is counted and gone, because the application must never wait for a log server.
 *
 * <p>Cheap enough to exist before {@code main}: making it and filling it loads no class but this one and a few of the
 * JDK that are loaded anyway.
 */
public final class LogQueue implements LogSink {

    /** Most events that are held. */
    public static final int MAX_EVENTS = 16_384;

    /** Most bytes that are held, as estimated from the length of the texts. */
    public static final long MAX_BYTES = 16L << 20;

    private static final int NEVER = Integer.MAX_VALUE;
    private static final int BYTES_PER_EVENT = 160;
    private static final int BYTES_PER_LABEL = 48;

    private final DestinationStats stats;
    private final int maxEvents;
    private final long maxBytes;
    private final ConcurrentLinkedQueue<LogEvent> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger events = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    /** At how many events the consumer wants to be woken; whoever wakes it sets it back, so that it happens once. */
    private volatile int wakeAt = NEVER;

    private volatile @Nullable Thread consumer;
    private volatile boolean closed;

    /** A queue of the default size that counts into {@code stats}. */
    public LogQueue(DestinationStats stats) {
        this(stats, MAX_EVENTS, MAX_BYTES);
    }

    /** A queue of at most {@code maxEvents} events and {@code maxBytes} bytes that counts into {@code stats}. */
    public LogQueue(DestinationStats stats, int maxEvents, long maxBytes) {
        this.stats = stats;
        this.maxEvents = maxEvents;
        this.maxBytes = maxBytes;
    }

    @Override
    public void accept(LogEvent event) {
        long size = sizeOf(event);
        stats.accepted();
        if (closed) {
            stats.dropped(Reason.SHUTDOWN, 1);
            return;
        }
        int waiting = events.incrementAndGet();
        if (waiting > maxEvents || bytes.addAndGet(size) > maxBytes) {
            if (waiting <= maxEvents) {
                bytes.addAndGet(-size);
            }
            events.decrementAndGet();
            stats.dropped(Reason.QUEUE_FULL, 1);
            return;
        }
        queue.offer(event);
        // Closed meanwhile: either this call still finds the event, or close() took and counted it.
        if (closed && queue.remove(event)) {
            stats.dropped(Reason.SHUTDOWN, 1);
        } else if (waiting >= wakeAt || (wakeAt != NEVER && isFilling())) {
            wakeAt = NEVER;
            LockSupport.unpark(consumer);
        }
    }

    DestinationStats stats() {
        return stats;
    }

    int size() {
        return events.get();
    }

    /** Whether it is half full, in events or bytes: nobody should take their time now. */
    boolean isFilling() {
        return events.get() >= maxEvents / 2 || bytes.get() >= maxBytes / 2;
    }

    /** The oldest event, or null. For the consumer only. */
    @Nullable
    LogEvent poll() {
        LogEvent event = queue.poll();
        if (event != null) {
            events.decrementAndGet();
            bytes.addAndGet(-sizeOf(event));
        }
        return event;
    }

    /** Waits until {@code atLeast} events are here or it is filling, at most {@code nanos}; may return early. For the consumer only. */
    void await(int atLeast, long nanos) {
        consumer = Thread.currentThread();
        wakeAt = atLeast;
        if (events.get() < atLeast && !isFilling()) {
            LockSupport.parkNanos(this, nanos);
        }
        wakeAt = NEVER;
    }

    /** Takes nothing more, and gives up what is left. Returns how many events that were; they are counted already. */
    long close() {
        closed = true;
        long left = 0;
        while (queue.poll() != null) {
            left++;
        }
        stats.dropped(Reason.SHUTDOWN, left);
        return left;
    }

    /** Reads whatever an instrumentation hands over, nulls included: {@link #accept} may not throw. */
    private static long sizeOf(LogEvent event) {
        long size = BYTES_PER_EVENT + lengthOf(event.message());
        for (Map.Entry<String, String> label : event.labels().entrySet()) {
            size += BYTES_PER_LABEL + lengthOf(label.getKey()) + lengthOf(label.getValue());
        }
        LogEvent.Failure error = event.error();
        if (error != null) {
            size += lengthOf(error.message()) + lengthOf(error.stackTrace());
        }
        return size;
    }

    private static long lengthOf(@Nullable String text) {
        return text == null ? 0 : text.length();
    }
}
