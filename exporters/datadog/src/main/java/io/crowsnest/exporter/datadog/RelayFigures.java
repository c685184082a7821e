package io.crowsnest.exporter.datadog;

import io.crowsnest.telemetry.Catalogue;
import io.crowsnest.telemetry.Meters;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What the relay has seen and what became of it. */
final class RelayFigures {

    /** What Prometheus does not get of a line that goes to Datadog. */
    enum Unmirrored {
        /** The family has all the series it may have, and other types or too many names leave no place. */
        NO_PLACE,
        /** Negative where things are counted or measured, or not finite. */
        OUT_OF_RANGE,
        /** A weight larger than values are repeated. */
        WEIGHT,
        /** It could not be made a meter. */
        FAILED
    }

    private final LongAdder packets = new LongAdder();
    private final LongAdder lines = new LongAdder();
    private final Map<StatsdLine.Malformed, LongAdder> malformed = new EnumMap<>(StatsdLine.Malformed.class);
    private final Map<Unmirrored, LongAdder> unmirrored = new EnumMap<>(Unmirrored.class);

    RelayFigures() {
        for (StatsdLine.Malformed reason : StatsdLine.Malformed.values()) {
            malformed.put(reason, new LongAdder());
        }
        for (Unmirrored reason : Unmirrored.values()) {
            unmirrored.put(reason, new LongAdder());
        }
    }

    void packet() {
        packets.increment();
    }

    void line() {
        lines.increment();
    }

    void malformed(StatsdLine.Malformed reason) {
        of(malformed, reason).increment();
    }

    void unmirrored(Unmirrored reason) {
        of(unmirrored, reason).increment();
    }

    long packets() {
        return packets.sum();
    }

    long lines() {
        return lines.sum();
    }

    long malformed() {
        return malformed.values().stream().mapToLong(LongAdder::sum).sum();
    }

    private static <E extends Enum<E>> LongAdder of(Map<E, LongAdder> all, E reason) {
        // All are there since the start.
        return all.getOrDefault(reason, new LongAdder());
    }

    void bindTo(MeterRegistry registry) {
        Meters.counter(registry, Catalogue.CROWSNEST_RELAY_PACKETS, packets);
        Meters.counter(registry, Catalogue.CROWSNEST_RELAY_LINES, lines);
        malformed.forEach((reason, count) ->
                Meters.counter(registry, Catalogue.CROWSNEST_RELAY_LINES_MALFORMED, count, label(reason)));
        unmirrored.forEach((reason, count) ->
                Meters.counter(registry, Catalogue.CROWSNEST_RELAY_LINES_UNMIRRORED, count, label(reason)));
    }

    private static String label(Enum<?> reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }
}
