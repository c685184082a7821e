package io.crowsnest.exporter.datadog;

import io.crowsnest.telemetry.DatadogNames;
import io.crowsnest.telemetry.LogText;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns what meters have counted since the last step into lines. Belongs to one thread.
 *
 * <pre>
 *   counter     name:delta|c|#tags
 *   gauge       name:value|g|#tags            when it has changed, and once a minute
 *   values      name:place:place|d|#tags      for few values in a bucket
 *               name:place|d|@rate|#tags      for many, see {@link Placement} and {@link Rates}
 *               name.count, .sum, .max        on request instead
 * </pre>
 *
 * <p>What a delta could not say, because figures of one recording were read at two moments, stays for the next step: over several steps counts are
 * exact, and sums as exact as doubles add up.
 */
final class Step implements MeterReading.Reader {

    private static final Set<String> REPLACED = DatadogNames.replaced();

    /** Places are inside a bucket anyway; with so many digits the sums are right to one in 10^12. */
    private static final double PLACE_DIGITS = 1e11;

    /** Fits into a packet of any transport. */
    private static final int LONGEST_LINE = UdpTransport.PACKET_SIZE;

    /** With its colon and the line's type, in characters. */
    private static final int LONGEST_VALUE = 28;

    private static final double[] NO_BOUNDS = {};
    private static final long[] NO_BUCKETS = {};

    private final Origin origin;
    private final TimerForm form;
    private final long gaugeSteps;
    private final Placement placement = new Placement();
    private final IdentityHashMap<Object, Series> known = new IdentityHashMap<>();
    private final Map<String, Series> named = new HashMap<>();
    private final LineWriter lines = new LineWriter();
    private long[] fresh = new long[16];
    private long step;
    private long notFinite;
    private @Nullable String failure;
    private @Nullable Heir heir;

    private record Heir(Series series, long count, double sum) {}

    /**
     * Steps.
     *
     * @param gaugeSteps a gauge that does not change is sent again after so many steps
     */
    Step(Origin origin, TimerForm form, long gaugeSteps) {
        this.origin = origin;
        this.form = form;
        this.gaugeSteps = gaugeSteps;
    }

    /** Reads all meters. The lines, each with a line feed at its end, are in the buffer that comes back until the next step. */
    LineWriter run(MeterReading reading) {
        lines.clear();
        step++;
        failure = null;
        notFinite = 0;
        heir = null;
        reading.readTo(this);
        forget();
        Heir waiting = heir;
        if (waiting != null) {
            values(waiting.series, waiting.count, waiting.sum, Double.NaN, NO_BOUNDS, NO_BUCKETS);
        }
        return lines;
    }

    /** Why the last step lacks a series; null if it lacks none. */
    @Nullable
    String failure() {
        return failure;
    }

    /** Lines that the last step lacks because their number would not be finite. */
    long notFinite() {
        return notFinite;
    }

    @Override
    public void infinite(Object key, Meter.Id id, long count) {
        Series series = series(key, id);
        notFinite(id, Math.max(0, count - series.unsendable));
        series.unsendable = count;
    }

    private void notFinite(Meter.Id id, long more) {
        if (more > 0) {
            notFinite += more;
            failure = "metric left out: " + id.getName() + ": not a finite number";
        }
    }

    @Override
    public void unreadable(Object key, Meter.Id id, Throwable reason) {
        failure = "metric left out: " + id.getName() + ": " + LogText.describe(reason);
        Series series = known.get(key);
        if (series != null) {
            // Forgotten, it would send all that it has ever counted once more.
            series.step = step;
        }
    }

    /** A gauge that no meter stands behind. */
    void gauge(String name, double value) {
        gauge(named.computeIfAbsent(name, this::seriesOf), "", value);
    }

    private Series seriesOf(String name) {
        return new Series(new Meter.Id(name, Tags.empty(), null, null, Meter.Type.GAUGE), origin);
    }

    @Override
    public void counter(Object key, Meter.Id id, double total) {
        Series series = series(key, id);
        if (!Double.isFinite(total)) {
            notFinite(id, 1);
            return;
        }
        if (total < series.total) {
            series.restart();
        }
        double delta = total - series.total;
        if (delta != 0) {
            line(series, "", delta, 'c', 1);
            series.total += delta;
        }
    }

    @Override
    public void gauge(Object key, Meter.Id id, double value) {
        if (!REPLACED.contains(id.getName())) {
            gauge(series(key, id), "", value);
        }
    }

    private void gauge(Series series, String suffix, double value) {
        boolean due = value != series.gauge || step - series.gaugeStep >= gaugeSteps;
        if (Double.isFinite(value) && due) {
            line(series, suffix, value, 'g', 1);
            series.gauge = value;
            series.gaugeStep = step;
        }
    }

    @Override
    public void values(Object key, Meter.Id id, long count, double sum, double max, double[] bounds, long[] buckets) {
        Series series = series(key, id);
        if (Series.isHeir(id)) {
            // Who ends in this step is known at its end.
            heir = new Heir(series, count, sum);
        } else {
            values(series, count, sum, max, bounds, buckets);
        }
    }

    private void values(Series series, long read, double sum, double max, double[] bounds, long[] buckets) {
        int finite = bounds.length;
        long inBuckets = finite == 0 ? 0 : buckets[finite - 1];
        // Of one recording the bucket may be read already and the count not yet.
        long count = Math.max(read, inBuckets);
        if (!Double.isFinite(sum)) {
            notFinite(series.id(), 1);
            return;
        }
        if (count < series.total) {
            series.restart();
        }
        long more = count - (long) series.total;
        if (form == TimerForm.COUNTS) {
            counts(series, more, sum, max);
            return;
        }
        newInBuckets(series, count - inBuckets, buckets, finite, more);
        if (more == 0) {
            series.max = max;
            return;
        }
        series.total += more;
        double newSum = sum - series.sum;
        if (finite == 0) {
            series.sum += withoutHistogram(series, more, newSum, max);
        } else {
            placement.spread(bounds, fresh, newSum, max);
            series.sum += withHistogram(series, finite);
        }
        series.max = max;
    }

    private void counts(Series series, long more, double sum, double max) {
        double newSum = sum - series.sum;
        if (more != 0) {
            line(series, ".count", (double) more, 'c', 1);
            series.total += more;
        }
        if (newSum != 0) {
            line(series, ".sum", newSum, 'c', 1);
            series.sum += newSum;
        }
        gauge(series, ".max", max);
    }

    /**
     * Finds how many values are new in each bucket, and as many as there are new ones at all: a value whose count was read before its bucket
     * stands in the last one at first, and is not sent again when it has come to its own.
     */
    private void newInBuckets(Series series, long infinite, long[] buckets, int finite, long more) {
        if (fresh.length < finite + 1) {
            fresh = new long[finite + 1];
        }
        if (series.buckets.length != finite) {
            series.buckets = new long[finite];
        }
        long below = 0;
        long all = 0;
        for (int i = 0; i < finite; i++) {
            long own = Math.max(0, buckets[i] - below);
            below = buckets[i];
            fresh[i] = Math.max(0, own - series.buckets[i]);
            series.buckets[i] = own;
            all += fresh[i];
        }
        fresh[finite] = Math.max(0, infinite - series.infinite);
        series.infinite = infinite;
        all += fresh[finite];
        for (int i = 0; all > more; i++) {
            long less = Math.min(fresh[i], all - more);
            fresh[i] -= less;
            all -= less;
        }
        fresh[finite] += more - all;
    }

    /** Writes values of which count and sum are known, and the largest if it came since the last step. Returns what they add up to. */
    private double withoutHistogram(Series series, long more, double sum, double max) {
        boolean isNew = max > series.max || (Double.isNaN(series.max) && max > 0);
        if (isNew && more > 1 && max <= sum) {
            line(series, "", max, type(), 1);
            double rest = rounded((sum - max) / (more - 1));
            line(series, "", rest, type(), more - 1);
            return max + rest * (more - 1);
        }
        double each = rounded(Math.max(0, sum) / more);
        line(series, "", each, type(), more);
        return each * more;
    }

    private double withHistogram(Series series, int finite) {
        double sent = 0;
        int begin = -1;
        for (int i = 0; i <= finite; i++) {
            if (fresh[i] > 0) {
                double place = rounded(placement.place(i));
                sent += fresh[i] * place;
                for (long n = isFew(series, fresh[i]) ? fresh[i] : 0; n > 0; n--) {
                    if (begin >= 0 && lines.length() - begin + LONGEST_VALUE + series.tail().length > LONGEST_LINE) {
                        end(series, type(), 1);
                        begin = -1;
                    }
                    if (begin < 0) {
                        begin = lines.length();
                        lines.put(series.name());
                    }
                    lines.put(':').put(place);
                }
            }
        }
        if (begin >= 0) {
            end(series, type(), 1);
        }
        for (int i = 0; i <= finite; i++) {
            if (fresh[i] > 0 && !isFew(series, fresh[i])) {
                line(series, "", rounded(placement.place(i)), type(), fresh[i]);
            }
        }
        return sent;
    }

    /** Whether to repeat a value, of at most 15 characters, takes less room than a line of its own. */
    private static boolean isFew(Series series, long times) {
        return times == 1 || times * 15 < series.name().length + series.tail().length;
    }

    private static double rounded(double place) {
        if (place == 0 || !Double.isFinite(place)) {
            return place;
        }
        double scale = Math.pow(10, Math.floor(Math.log10(Math.abs(place))));
        double digits = Math.rint(place / scale * PLACE_DIGITS);
        // Two integers: their quotient is the double nearest to the decimal number, and prints as such.
        return scale >= 1 ? digits * (scale / PLACE_DIGITS) : digits / (PLACE_DIGITS / scale);
    }

    private char type() {
        return form == TimerForm.HISTOGRAM ? 'h' : 'd';
    }

    private void line(Series series, String suffix, double value, char type, long times) {
        lines.put(series.name()).put(suffix).put(':').put(value);
        end(series, type, times);
    }

    private void end(Series series, char type, long times) {
        lines.put('|').put(type);
        if (times > 1) {
            lines.put("|@").put(Rates.of(times));
        }
        lines.put(series.tail()).put('\n');
    }

    private Series series(Object key, Meter.Id id) {
        Series series = known.get(key);
        if (series == null) {
            series = new Series(id, origin);
            known.put(key, series);
        }
        series.step = step;
        return series;
    }

    private void forget() {
        Heir waiting = heir;
        for (Iterator<Series> all = known.values().iterator(); all.hasNext(); ) {
            Series each = all.next();
            if (each.step == step) {
                continue;
            }
            if (waiting != null && each.hasHeir()) {
                waiting.series.total += each.total;
                waiting.series.sum += each.sum;
            }
            all.remove();
        }
    }
}
