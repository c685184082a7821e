package io.crowsnest.core.hook;

/** An instrumentation whose hooks have failed once too often. */
public final class SwitchedOff {

    private SwitchedOff() {}

    /** Makes it one. */
    public static void byFailures(InstrumentationState state) {
        for (int i = 1; i <= 5; i++) {
            state.failed(new IllegalStateException("failure " + i));
        }
    }
}
