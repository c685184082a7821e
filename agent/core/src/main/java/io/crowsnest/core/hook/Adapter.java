package io.crowsnest.core.hook;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * What a call site can do: call its hook, or nothing once the instrumentation is off.
 *
 * @param nothing of the same type, changes nothing
 */
record Adapter(MethodHandle call, MethodHandle nothing) {

    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    /** The methods of a class that {@link AdapterClass} has written. */
    static Adapter of(Class<?> written, MethodType site) throws ReflectiveOperationException {
        MethodHandles.Lookup inside = MethodHandles.privateLookupIn(written, LOOKUP);
        return new Adapter(
                inside.findStatic(written, AdapterClass.CALL, site),
                inside.findStatic(written, AdapterClass.NOTHING, site));
    }
}
