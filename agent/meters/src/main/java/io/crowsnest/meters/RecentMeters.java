package io.crowsnest.meters;

import io.micrometer.core.instrument.Meter;
import org.jspecify.annotations.Nullable;

/** The last {@value #MOST} recorded meters that were made or asked for. For one thread at a time. */
final class RecentMeters {

    static final int MOST = 256;

    private final @Nullable Meter[] ring = new Meter[MOST];
    private int next;

    /** Takes {@code meter} in; the one that is no longer among the last, or null. */
    @Nullable
    Meter add(Meter meter) {
        Meter oldest = ring[next];
        ring[next] = meter;
        next = (next + 1) % MOST;
        return oldest;
    }

    /** Lets {@code meter} go before its time, if it is here. */
    void forget(Meter meter) {
        for (int i = 0; i < MOST; i++) {
            if (ring[i] == meter) {
                ring[i] = null;
            }
        }
    }
}
