package io.crowsnest.core.weave;

/**
 * A place in a class where a hook is called.
 *
 * @param number by which the call site names its hook
 * @param kind how the hook is called
 * @param method name of the target, or {@code <init>}
 * @param descriptorPrefix what the descriptor of a target starts with
 * @param arity how many parameters the hook takes at the start: receiver first, then arguments
 * @param detail AROUND: 1 if exit takes the result. REPLACE_ARGUMENT: which of the hook's
 *     parameters is the argument that it replaces. ON_RETURN: 1 if the result is replaced
 */
public record HookPoint(int number, Kind kind, String method, String descriptorPrefix, int arity, int detail) {

    /** How a hook is called. */
    public enum Kind {
        AROUND,
        ON_ENTER,
        REPLACE_ARGUMENT,
        ON_RETURN
    }

    boolean matches(String name, String descriptor) {
        return method.equals(name) && descriptor.startsWith(descriptorPrefix);
    }
}
