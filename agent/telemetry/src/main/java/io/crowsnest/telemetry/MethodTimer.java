package io.crowsnest.telemetry;

import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Times calls of methods that the settings name. Labels are what arguments say and {@code exception}: the simple class name of what the call threw, or
 * {@code none}.
 */
public final class MethodTimer {

    /** What {@link LabelTable} can tell apart, but for {@value #EXCEPTION}. */
    public static final int MOST_LABELS = LabelTable.MOST_LABELS - 1;

    /** The label that every timer has. */
    public static final String EXCEPTION = "exception";

    private static final int LONGEST_VALUE = 200;

    private static final ConcurrentHashMap<String, MethodTimer> timers = new ConcurrentHashMap<>();

    private final MeterFamily<Timer> family;
    private final int labels;

    private MethodTimer(String name, List<String> labels) {
        List<String> all = new ArrayList<>(labels);
        all.add(EXCEPTION);
        this.labels = labels.size();
        this.family = MeterFamily.timers(
                Metric.timer(name, "Time of calls of methods that metrics.methods names.", all.toArray(new String[0])));
    }

    /**
     * The timer of this name.
     *
     * @param labels the same for all methods that share the name; {@link #MOST_LABELS} at most
     */
    public static MethodTimer of(String name, List<String> labels) {
        return timers.computeIfAbsent(name, absent -> new MethodTimer(absent, labels));
    }

    /**
     * A call begins.
     *
     * @param arguments those that labels are made of, in their order
     */
    public Call start(@Nullable Object[] arguments) {
        String[] values = new String[LabelTable.MOST_LABELS];
        Arrays.fill(values, "");
        for (int i = 0; i < labels; i++) {
            values[i] = label(arguments[i]);
        }
        return new Call(this, values);
    }

    /** A call that has not ended. */
    public static final class Call {

        private final MethodTimer timer;
        private final String[] values;
        private final long start = System.nanoTime();

        private Call(MethodTimer timer, String[] values) {
            this.timer = timer;
            this.values = values;
        }

        /** It ended, by itself or by {@code thrown}. */
        public void stop(@Nullable Throwable thrown) {
            long nanos = System.nanoTime() - start;
            values[timer.labels] = HttpLabels.exception(thrown);
            timer.family.record(nanos, values[0], values[1], values[2], values[3], values[4]);
        }
    }

    /**
     * What a label says of an argument: the value of what is plain, the simple class name of all else. Nothing of the application's is
     * called: its {@code toString} may do anything, and take long.
     */
    static String label(@Nullable Object argument) {
        if (argument instanceof String text) {
            return text.length() > LONGEST_VALUE ? text.substring(0, LONGEST_VALUE) : text;
        }
        if (argument instanceof Enum<?> constant) {
            return constant.name();
        }
        if (argument == null
                || argument instanceof Boolean
                || argument instanceof Character
                || argument instanceof Byte
                || argument instanceof Short
                || argument instanceof Integer
                || argument instanceof Long
                || argument instanceof Float
                || argument instanceof Double) {
            return String.valueOf(argument);
        }
        return argument.getClass().getSimpleName();
    }
}
