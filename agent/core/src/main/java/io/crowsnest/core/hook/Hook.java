package io.crowsnest.core.hook;

import io.crowsnest.core.method.MeasuredMethod;
import io.crowsnest.core.weave.HookPoint;
import org.jspecify.annotations.Nullable;

/**
 * One line of the hook index, or of the settings.
 *
 * @param instrumentation whose failures are counted together
 * @param point where in a class
 * @param hookClass binary name of the class with the hook
 * @param enter name and descriptor of its method
 * @param exit name and descriptor of the method for the end of an AROUND hook, else {@code -}
 * @param measured the method of the application that the settings ask for, null for what the index says
 */
record Hook(
        InstrumentationState instrumentation,
        HookPoint point,
        String hookClass,
        String enter,
        String exit,
        @Nullable MeasuredMethod measured) {}
