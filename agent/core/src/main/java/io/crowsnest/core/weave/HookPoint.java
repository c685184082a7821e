package io.crowsnest.core.weave;

import io.crowsnest.core.classfile.Descriptor;
import org.jspecify.annotations.Nullable;

/**
 * A place in a class where a hook is called.
 *
 * @param number by which the call site names its hook
 * @param kind how the hook is called
 * @param method name of the target, or {@code <init>}
 * @param descriptorPrefix what the descriptor of a target starts with
 * @param arity how many parameters the hook takes at the start: receiver first, then arguments. AROUND_ARGUMENTS: arguments only
 * @param detail AROUND: 1 if exit takes the result. REPLACE_ARGUMENT: which of the hook's
 *     parameters is the argument that it replaces. ON_RETURN: 1 if the result is replaced
 */
public record HookPoint(int number, Kind kind, String method, String descriptorPrefix, int arity, int detail) {

    /** Bridge or synthetic. */
    private static final int BY_COMPILER = 0x0040 | 0x1000;

    /** How a hook is called. */
    public enum Kind {
        AROUND,
        /** As AROUND, without the receiver, and only in methods that have as many arguments and are not the compiler's. */
        AROUND_ARGUMENTS,
        ON_ENTER,
        REPLACE_ARGUMENT,
        ON_RETURN
    }

    /** By its number alone. What a record brings along makes the JVM write seventy classes when it is first used, while the application starts. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof HookPoint point && point.number == number;
    }

    @Override
    public int hashCode() {
        return number;
    }

    boolean matches(int access, String name, String descriptor) {
        return method.equals(name)
                && descriptor.startsWith(descriptorPrefix)
                && (kind != Kind.AROUND_ARGUMENTS
                        || ((access & BY_COMPILER) == 0
                                && Descriptor.of(descriptor).arguments().size() >= arity));
    }
}
