package io.crowsnest.instrumentation.methods;

import io.crowsnest.telemetry.MethodTimer;
import org.jspecify.annotations.Nullable;

/**
 * Methods that the settings name, whatever they are: hence no annotation says which. The timer, and which arguments come with a call, are bound when a
 * call site is linked.
 */
final class MethodHooks {

    private MethodHooks() {}

    static MethodTimer.Call enter(MethodTimer timer, @Nullable Object[] arguments) {
        return timer.start(arguments);
    }

    static void exit(MethodTimer.Call call, @Nullable Throwable thrown) {
        call.stop(thrown);
    }
}
