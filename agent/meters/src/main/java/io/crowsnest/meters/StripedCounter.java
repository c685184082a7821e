package io.crowsnest.meters;

import io.micrometer.core.instrument.AbstractMeter;
import io.micrometer.core.instrument.Counter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A sum in up to three parts, each of which only grows. What is added goes into one of them, in one atomic step.
 *
 * <pre>
 *   whole      whole numbers, as long as threads do not meet
 *   contended  whole numbers, once two threads have met
 *   fractions  everything else
 * </pre>
 *
 * <p>Nearly all counters count by one and are never contended: they have the first part alone, and stay small. Adding to a
 * {@code long} takes less than to a {@code double}, and is exact.
 */
final class StripedCounter extends AbstractMeter implements Counter, RecordedSeries {

    /** Of these a {@code long} holds as many as are added in a century of nothing else. */
    private static final long GREATEST_WHOLE = 1 << 20;

    private static final VarHandle WHOLE = whole();

    @SuppressWarnings("unused") // through WHOLE
    private volatile long whole;

    private volatile @Nullable LongAdder contended;
    private volatile @Nullable DoubleAdder fractions;

    StripedCounter(Id id) {
        super(id);
    }

    private static VarHandle whole() {
        try {
            return MethodHandles.lookup().findVarHandle(StripedCounter.class, "whole", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @Override
    public void increment() {
        add(1);
    }

    /** Adds {@code amount}; a counter does not fall, so what is not positive is left out. */
    @Override
    public void increment(double amount) {
        long asWhole = (long) amount;
        if (asWhole == amount && asWhole > 0 && asWhole <= GREATEST_WHOLE) {
            add(asWhole);
        } else if (amount > 0) {
            addFraction(amount);
        }
    }

    private void add(long amount) {
        LongAdder shared = contended;
        if (shared != null) {
            shared.add(amount);
            return;
        }
        long before = whole;
        if (!WHOLE.compareAndSet(this, before, before + amount)) {
            contend().add(amount);
        }
    }

    private synchronized LongAdder contend() {
        LongAdder shared = contended;
        if (shared == null) {
            shared = new LongAdder();
            contended = shared;
        }
        return shared;
    }

    private void addFraction(double amount) {
        DoubleAdder odd = fractions;
        (odd == null ? keepFractions() : odd).add(amount);
    }

    private synchronized DoubleAdder keepFractions() {
        DoubleAdder odd = fractions;
        if (odd == null) {
            odd = new DoubleAdder();
            fractions = odd;
        }
        return odd;
    }

    @Override
    public double count() {
        LongAdder shared = contended;
        DoubleAdder odd = fractions;
        double sum = (double) (shared == null ? whole : whole + shared.sum());
        return odd == null ? sum : sum + odd.sum();
    }

    @Override
    public void read(Reading reading) {
        reading.setValue(count());
    }
}
