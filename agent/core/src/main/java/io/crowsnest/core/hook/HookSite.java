package io.crowsnest.core.hook;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MutableCallSite;

/**
 * A call site that can be switched off. It alone holds what it does then: that refers to the application, as the hook does, and must not
 * outlive it.
 */
final class HookSite extends MutableCallSite {

    private final MethodHandle nothing;

    /**
     * A site that does nothing until it has a target.
     *
     * @param nothing changes nothing
     */
    HookSite(MethodHandle nothing) {
        super(nothing);
        this.nothing = nothing;
    }

    HookSite(Adapter adapter) {
        super(adapter.call());
        this.nothing = adapter.nothing();
    }

    void switchOff() {
        setTarget(nothing);
    }
}
