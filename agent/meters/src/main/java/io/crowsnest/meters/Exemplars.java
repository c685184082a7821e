package io.crowsnest.meters;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The last exemplar of each bucket. A reader that shows exemplars asks for new ones; the first measurement of a sampled trace
 * that falls into a bucket after that is kept. Between two scrapes each bucket costs one look at the trace, and where no trace is
 * sampled at most {@value #MOST_LOOKS} of them.
 *
 * <p>The first measurement of all ends a wish without a look: the JIT leaves out what it has never seen done, and would compile all
 * recorders anew at the first scrape.
 */
final class Exemplars {

    private static final int MOST_LOOKS = 64;

    private final Supplier<@Nullable TraceIds> traces;
    private final int buckets;
    private @Nullable Exemplar @Nullable [] taken;

    /** A bit for each bucket; those beyond the 63rd share one. A race costs or saves a look. */
    private long wanted = -1;

    private int looks;

    Exemplars(int buckets, Supplier<@Nullable TraceIds> traces) {
        this.buckets = buckets;
        this.traces = traces;
    }

    boolean wants(int bucket) {
        return (wanted & bit(bucket)) != 0;
    }

    private static long bit(int bucket) {
        return 1L << Math.min(bucket, Long.SIZE - 1);
    }

    void offer(int bucket, double value) {
        if (--looks < 0) {
            wanted = 0;
            return;
        }
        TraceIds trace = traces.get();
        if (trace != null) {
            wanted &= ~bit(bucket);
            looks++;
            @Nullable Exemplar[] all = taken;
            if (all == null) {
                all = new Exemplar[buckets];
                taken = all;
            }
            all[bucket] = new Exemplar(trace, value, System.currentTimeMillis());
        }
    }

    void rearm() {
        looks = MOST_LOOKS;
        wanted = -1;
    }

    @Nullable
    Exemplar @Nullable [] taken() {
        return taken;
    }
}
