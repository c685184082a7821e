package io.crowsnest.telemetry;

import java.time.Duration;

/**
 * Makes room in metrics that have very many series: those into which nobody has recorded for long leave. A combination of labels that comes
 * again begins with zero, as after a restart. No other metrics of the agent are concerned.
 */
public final class IdleSeries {

    /** So often one looks within the time; a series goes at the look after those. */
    private static final int LOOKS = 4;

    private final long stepNanos;
    private long next;

    private IdleSeries(Duration idle) {
        stepNanos = Math.max(1, idle.toNanos() / LOOKS);
        next = System.nanoTime() + stepNanos;
    }

    /** From now on lets series go that are idle for so long; zero: never. Looks when somebody reads. */
    public static void letGoAfter(Duration idle) {
        if (!idle.isZero()) {
            IdleSeries series = new IdleSeries(idle);
            Telemetry.beforeReading(() -> series.look(System.nanoTime()));
        }
    }

    /** Called by one reader at a time. */
    private void look(long now) {
        Telemetry.Live live = Telemetry.live();
        if (live != null && now - next >= 0) {
            next = now + stepNanos;
            MeterFamily.letIdleGo(live, LOOKS);
        }
    }
}
