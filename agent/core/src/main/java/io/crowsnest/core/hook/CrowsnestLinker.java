package io.crowsnest.core.hook;

import java.lang.invoke.CallSite;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What woven code calls. This class file is not used as it is: {@link LinkerClass} defines it again as
 * {@code java.lang.CrowsnestLinker}, where every class of the application can see it. So it knows only the JDK, and is told once
 * how to reach the agent.
 */
public final class CrowsnestLinker {

    private static volatile @Nullable BiFunction<Object, Object[], @Nullable Object> agent;

    private CrowsnestLinker() {}

    /** Sets the way to the agent; only the first call has an effect. */
    public static void connect(BiFunction<Object, Object[], @Nullable Object> target) {
        if (agent == null) {
            agent = target;
        }
    }

    /** Bootstrap method of {@code invokedynamic} call sites. */
    public static @Nullable CallSite link(MethodHandles.Lookup caller, String role, MethodType type, int hook) {
        return (CallSite) Objects.requireNonNull(agent).apply(caller, new Object[] {role, type, hook});
    }

    /** The call itself, in class files that are too old for {@code invokedynamic}. */
    public static @Nullable Object call(int site, Object[] arguments) {
        return Objects.requireNonNull(agent).apply(site, arguments);
    }
}
