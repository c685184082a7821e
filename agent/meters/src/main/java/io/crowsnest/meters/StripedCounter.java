package io.crowsnest.meters;

import io.micrometer.core.instrument.AbstractMeter;
import io.micrometer.core.instrument.Counter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** One number as long as threads do not meet, then one for each that can run at once. */
final class StripedCounter extends AbstractMeter implements Counter, Series {

    private static final VarHandle BITS = bits();
    private static final int MOST_CELLS =
            Math.min(64, Integer.highestOneBit(2 * Runtime.getRuntime().availableProcessors() - 1));

    private static final class Cell {

        @SuppressWarnings("unused")
        private long p0, p1, p2, p3, p4, p5, p6, p7;

        private volatile long bits;

        @SuppressWarnings("unused")
        private long q0, q1, q2, q3, q4, q5, q6, q7;

        private static final VarHandle BITS = cellBits();

        private static VarHandle cellBits() {
            try {
                return MethodHandles.lookup().findVarHandle(Cell.class, "bits", long.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        boolean add(double amount) {
            long before = bits;
            return BITS.compareAndSet(
                    this, before, Double.doubleToRawLongBits(Double.longBitsToDouble(before) + amount));
        }
    }

    private volatile long bits;
    private volatile Cell @Nullable [] cells;

    StripedCounter(Id id) {
        super(id);
    }

    private static VarHandle bits() {
        try {
            return MethodHandles.lookup().findVarHandle(StripedCounter.class, "bits", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Adds {@code amount}; a counter does not fall, so what is not positive is left out. */
    @Override
    public void increment(double amount) {
        if (!(amount > 0)) {
            return;
        }
        Cell[] all = cells;
        if (all == null) {
            long before = bits;
            if (BITS.compareAndSet(
                    this, before, Double.doubleToRawLongBits(Double.longBitsToDouble(before) + amount))) {
                return;
            }
        } else if (all[slot(all)].add(amount)) {
            return;
        }
        addElsewhere(amount);
    }

    private static int slot(Cell[] all) {
        return (int) Thread.currentThread().getId() & (all.length - 1);
    }

    private void addElsewhere(double amount) {
        Cell[] all = grow();
        for (int at = slot(all); ; at++) {
            if (all[at & (all.length - 1)].add(amount)) {
                return;
            }
        }
    }

    private synchronized Cell[] grow() {
        Cell[] old = cells;
        if (old != null && old.length >= MOST_CELLS) {
            return old;
        }
        Cell[] more = new Cell[old == null ? Math.min(2, MOST_CELLS) : 2 * old.length];
        for (int i = 0; i < more.length; i++) {
            more[i] = old != null && i < old.length ? old[i] : new Cell();
        }
        cells = more;
        return more;
    }

    @Override
    public double count() {
        double sum = Double.longBitsToDouble(bits);
        Cell[] all = cells;
        if (all != null) {
            for (Cell cell : all) {
                sum += Double.longBitsToDouble(cell.bits);
            }
        }
        return sum;
    }

    @Override
    public void read(Reading reading) {
        reading.setValue(count());
    }
}
