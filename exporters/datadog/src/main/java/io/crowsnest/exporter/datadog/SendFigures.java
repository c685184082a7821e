package io.crowsnest.exporter.datadog;

import io.crowsnest.telemetry.Catalogue;
import io.crowsnest.telemetry.Meters;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/** What became of lines on their way to the Agent. */
final class SendFigures {

    /** Why a line was given up. */
    enum Reason {
        /** The system did not take the packet: no Agent, or none that reads. */
        NOT_SENT,
        /** The packet left, then the system said that nobody listens there. */
        REFUSED,
        /** The line alone is longer than a packet may be. */
        TOO_LONG,
        /** It would have a number that the protocol lacks: an infinite value, or the total of a meter that is no number any more. */
        NOT_FINITE
    }

    private final String exporter;
    private final LongAdder lines = new LongAdder();
    private final LongAdder packets = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder[] dropped = new LongAdder[Reason.values().length];

    /** Figures of the exporter with this name. */
    SendFigures(String exporter) {
        this.exporter = exporter;
        Arrays.setAll(dropped, any -> new LongAdder());
    }

    void sent(int moreLines, int moreBytes) {
        lines.add(moreLines);
        packets.increment();
        bytes.add(moreBytes);
    }

    void dropped(Reason reason, long moreLines) {
        dropped[reason.ordinal()].add(moreLines);
    }

    long lines() {
        return lines.sum();
    }

    long packets() {
        return packets.sum();
    }

    long dropped() {
        long all = 0;
        for (LongAdder each : dropped) {
            all += each.sum();
        }
        return all;
    }

    long dropped(Reason reason) {
        return dropped[reason.ordinal()].sum();
    }

    void bindTo(MeterRegistry registry) {
        Meters.counter(registry, Catalogue.CROWSNEST_DATADOG_LINES_SENT, lines, exporter);
        Meters.counter(registry, Catalogue.CROWSNEST_DATADOG_PACKETS_SENT, packets, exporter);
        Meters.counter(registry, Catalogue.CROWSNEST_DATADOG_SENT, bytes, exporter);
        for (Reason reason : Reason.values()) {
            Meters.counter(
                    registry,
                    Catalogue.CROWSNEST_DATADOG_LINES_DROPPED,
                    dropped[reason.ordinal()],
                    exporter,
                    reason.name().toLowerCase(Locale.ROOT));
        }
    }
}
