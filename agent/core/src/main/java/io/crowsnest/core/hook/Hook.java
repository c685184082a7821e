package io.crowsnest.core.hook;

import io.crowsnest.core.weave.HookPoint;

/**
 * One line of the hook index.
 *
 * @param instrumentation whose failures are counted together
 * @param type internal name of the class that is woven
 * @param point where in that class
 * @param hookClass binary name of the class with the hook
 * @param enter name and descriptor of its method
 * @param exit name and descriptor of the method for the end of an AROUND hook, else {@code -}
 */
record Hook(
        InstrumentationState instrumentation,
        String type,
        HookPoint point,
        String hookClass,
        String enter,
        String exit) {}
