package io.crowsnest.exporter.prometheus.push;

import io.crowsnest.exporter.prometheus.push.PushFigures.Reason;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Requests that the receiver does not have yet, oldest first, in as many bytes as they may take. Belongs to one thread. */
final class WaitingRequests implements WriteRequests.Taker {

    /** What objects around a body take. */
    private static final int OVERHEAD = 64;

    private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
    private final long mostBytes;
    private final PushFigures figures;
    private long bytes;
    private long samples;

    /** A request as it is sent. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Waiting(byte[] body, int samples) {

        private long size() {
            return (long) body.length + OVERHEAD;
        }
    }

    WaitingRequests(long mostBytes, PushFigures figures) {
        this.mostBytes = mostBytes;
        this.figures = figures;
    }

    /** Adds a request; where there is no room the oldest make some, since the newest tell what is true now. */
    @Override
    public void take(byte[] body, int moreSamples) {
        queue.add(new Waiting(body, moreSamples));
        bytes += queue.getLast().size();
        samples += moreSamples;
        while (bytes > mostBytes) {
            drop(Reason.BUFFER_FULL);
        }
        tell();
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    /** The oldest, or null. */
    @Nullable
    Waiting oldest() {
        return queue.peek();
    }

    /** The receiver has the oldest. */
    void sent() {
        figures.sent(remove().samples);
        tell();
    }

    /** The receiver will never want the oldest. */
    void refused() {
        drop(Reason.REFUSED);
        tell();
    }

    /** Gives up all; how many samples that were. */
    long giveUp() {
        long left = samples;
        while (!queue.isEmpty()) {
            drop(Reason.SHUTDOWN);
        }
        tell();
        return left;
    }

    private void drop(Reason reason) {
        figures.dropped(reason, remove().samples);
    }

    private Waiting remove() {
        Waiting oldest = queue.remove();
        bytes -= oldest.size();
        samples -= oldest.samples;
        return oldest;
    }

    private void tell() {
        figures.pending(samples, bytes);
    }
}
