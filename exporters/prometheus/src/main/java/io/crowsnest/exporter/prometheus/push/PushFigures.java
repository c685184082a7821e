package io.crowsnest.exporter.prometheus.push;

import io.crowsnest.telemetry.Catalogue;
import io.crowsnest.telemetry.Meters;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/** What became of samples on their way to the receiver: taken = sent + pending + dropped. */
final class PushFigures {

    /** Why samples were given up. */
    enum Reason {
        /** They were the oldest when no more could wait. */
        BUFFER_FULL,
        /** The receiver does not want them, now or later. */
        REFUSED,
        /** The process ended first. */
        SHUTDOWN
    }

    private final LongAdder sent = new LongAdder();
    private final LongAdder[] dropped = {new LongAdder(), new LongAdder(), new LongAdder()};
    private volatile long pending;
    private volatile long pendingBytes;

    void sent(int samples) {
        sent.add(samples);
    }

    void dropped(Reason reason, int samples) {
        dropped[reason.ordinal()].add(samples);
    }

    void pending(long samples, long bytes) {
        pending = samples;
        pendingBytes = bytes;
    }

    long sent() {
        return sent.sum();
    }

    long pending() {
        return pending;
    }

    long dropped(Reason reason) {
        return dropped[reason.ordinal()].sum();
    }

    long dropped() {
        long all = 0;
        for (LongAdder each : dropped) {
            all += each.sum();
        }
        return all;
    }

    void bindTo(MeterRegistry registry) {
        Meters.counter(registry, Catalogue.CROWSNEST_PUSH_SAMPLES_SENT, sent);
        Meters.gauge(registry, Catalogue.CROWSNEST_PUSH_SAMPLES_PENDING, this, PushFigures::pending);
        Meters.gauge(registry, Catalogue.CROWSNEST_PUSH_BUFFER, this, figures -> figures.pendingBytes);
        for (Reason reason : Reason.values()) {
            Meters.counter(
                    registry,
                    Catalogue.CROWSNEST_PUSH_SAMPLES_DROPPED,
                    dropped[reason.ordinal()],
                    reason.name().toLowerCase(Locale.ROOT));
        }
    }
}
