package io.crowsnest.core.weave;

/** A hook of nothing, for the start to see once that hooks can be linked. */
public final class NoHook {

    private NoHook() {}

    @SuppressWarnings("UnusedMethod") // linked by name
    static Object enter(Object receiver) {
        return receiver;
    }
}
