package io.crowsnest.core.hook;

import io.crowsnest.core.weave.HookPoint;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What one instrumentation hooks in one class. Most applications meet few of the classes in the index, so its lines are read when the class is
 * met, not when the application starts.
 */
final class HookedClass {

    private final InstrumentationState instrumentation;
    private final int firstNumber;
    private final byte[] index;
    private final int start;
    private final int length;
    private Hook @Nullable [] hooks;

    /**
     * What the index says.
     *
     * @param firstNumber of its first hook; the others follow
     * @param index whole lines of which, from {@code start} for {@code length} bytes, are its hooks
     */
    HookedClass(InstrumentationState instrumentation, int firstNumber, byte[] index, int start, int length) {
        this.instrumentation = instrumentation;
        this.firstNumber = firstNumber;
        this.index = index;
        this.start = start;
        this.length = length;
    }

    /** What the settings ask for. */
    HookedClass(Hook measured) {
        this(measured.instrumentation(), measured.point().number(), new byte[0], 0, 0);
        this.hooks = new Hook[] {measured};
    }

    InstrumentationState instrumentation() {
        return instrumentation;
    }

    /** The hook with this number, which must be of this class. */
    Hook hook(int number) {
        return hooks()[number - firstNumber];
    }

    synchronized Hook[] hooks() {
        Hook[] known = hooks;
        if (known == null) {
            String[] lines = new String(index, start, length - 1, StandardCharsets.UTF_8).split("\n", -1);
            known = new Hook[lines.length];
            for (int i = 0; i < lines.length; i++) {
                known[i] = hook(firstNumber + i, lines[i].split("\t", -1));
            }
            hooks = known;
        }
        return known;
    }

    private Hook hook(int number, String[] columns) {
        HookPoint point = new HookPoint(
                number,
                HookPoint.Kind.valueOf(columns[0]),
                columns[1],
                columns[2],
                Integer.parseInt(columns[5]),
                Integer.parseInt(columns[7]));
        return new Hook(instrumentation, point, columns[3], columns[4], columns[6], null);
    }
}
