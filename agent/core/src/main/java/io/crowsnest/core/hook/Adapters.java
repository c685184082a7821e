package io.crowsnest.core.hook;

import io.crowsnest.core.weave.Role;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/** Turns a hook's method into the target of a call site: the right shape, and no way for an exception to get out. */
final class Adapters {

    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    private Adapters() {}

    /**
     * The target for a call site of type {@code type}.
     *
     * @param instead what happens when the hook throws
     */
    static MethodHandle adapt(
            MethodHandle hook, Role role, MethodType type, InstrumentationState state, MethodHandle instead)
            throws ReflectiveOperationException {
        MethodHandle shaped = switch (role) {
            case ENTER, ENTER_ONLY, ARGUMENT -> hook;
            case EXIT, THROWN -> end(hook, role, type);
            case RESULT -> result(hook, type);
        };
        MethodHandle guarded = guard(apart(shaped.asType(type)), state, instead);
        return role == Role.EXIT || role == Role.THROWN ? skipWithoutState(guarded, type) : guarded;
    }

    /** exit(state, [result,] thrown), called as (state), (result, state) or (thrown, state). */
    private static MethodHandle end(MethodHandle exit, Role role, MethodType type) {
        MethodType own = exit.type();
        int last = own.parameterCount() - 1;
        if (role == Role.THROWN) {
            MethodHandle bound = last == 2 ? MethodHandles.insertArguments(exit, 1, (Object) null) : exit;
            return MethodHandles.permuteArguments(
                    bound, MethodType.methodType(void.class, own.parameterType(last), own.parameterType(0)), 1, 0);
        }
        MethodHandle normal = MethodHandles.insertArguments(exit, last, (Object) null);
        if (last == 1) {
            return normal;
        }
        if (type.parameterCount() == 1) {
            return MethodHandles.insertArguments(normal, 1, (Object) null);
        }
        return MethodHandles.permuteArguments(
                normal, MethodType.methodType(void.class, own.parameterType(1), own.parameterType(0)), 1, 0);
    }

    /** hook(receiver, result) called as (result, receiver); what the hook does not take is dropped. */
    private static MethodHandle result(MethodHandle hook, MethodType type) {
        if (type.parameterCount() == 1) {
            return hook.type().parameterCount() == 0 ? MethodHandles.dropArguments(hook, 0, Object.class) : hook;
        }
        MethodHandle both = hook;
        while (both.type().parameterCount() < 2) {
            both = MethodHandles.dropArguments(both, both.type().parameterCount(), Object.class);
        }
        MethodType own = both.type();
        MethodType swapped = MethodType.methodType(own.returnType(), own.parameterType(1), own.parameterType(0));
        return MethodHandles.permuteArguments(both, swapped, 1, 0);
    }

    private static MethodHandle guard(MethodHandle hook, InstrumentationState state, MethodHandle instead)
            throws ReflectiveOperationException {
        MethodHandle count = LOOKUP.findVirtual(
                        InstrumentationState.class, "failed", MethodType.methodType(void.class, Throwable.class))
                .bindTo(state);
        MethodHandle counted =
                MethodHandles.foldArguments(MethodHandles.dropArguments(instead, 0, Throwable.class), count);
        return MethodHandles.catchException(hook, Throwable.class, counted);
    }

    /**
     * Keeps the compiler from looking into {@code hook} where it is called: it would compile the hook anew into each method of the
     * application, and what that makes larger is inlined less, so that the application itself would run otherwise than without us.
     * After some calls the JVM makes a class for each such handle, wherever the stack ends then: that belongs inside of the guard.
     */
    private static MethodHandle apart(MethodHandle hook) throws ReflectiveOperationException {
        MethodHandle read =
                LOOKUP.findGetter(Apart.class, "hook", MethodHandle.class).bindTo(new Apart(hook));
        return MethodHandles.foldArguments(MethodHandles.exactInvoker(hook.type()), read);
    }

    /** A null state, always the last parameter, means that there is nothing to finish. */
    private static MethodHandle skipWithoutState(MethodHandle target, MethodType type)
            throws ReflectiveOperationException {
        MethodHandle present =
                LOOKUP.findStatic(Adapters.class, "isPresent", MethodType.methodType(boolean.class, Object.class));
        int state = type.parameterCount() - 1;
        MethodHandle test = state == 0
                ? present
                : MethodHandles.dropArguments(present, 0, type.parameterList().subList(0, state));
        return MethodHandles.guardWithTest(test, target, MethodHandles.empty(type));
    }

    @SuppressWarnings("UnusedMethod") // found by name, above
    private static boolean isPresent(@Nullable Object state) {
        return state != null;
    }

    /** What a compiler takes for something that may change, since the field is not final. */
    private static final class Apart {

        @SuppressWarnings({"UnusedVariable", "FieldMayBeFinal", "FieldCanBeFinal"}) // found by name, above
        private MethodHandle hook;

        Apart(MethodHandle hook) {
            this.hook = hook;
        }
    }
}
