package io.crowsnest.core.hook;

import java.lang.invoke.CallSite;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.function.BiFunction;

/**
 * What woven code calls. This class file is not used as it is: {@link LinkerClass} defines it again as
 * {@code java.lang.CrowsnestLinker}, where every class of the application can see it. So it knows only the JDK, and gets its way
 * back to the agent, once, from the system properties.
 */
public final class CrowsnestLinker {

    static final String HANDOVER = "io.crowsnest.linker";

    @SuppressWarnings("unchecked")
    private static final BiFunction<Object, Object[], Object> AGENT =
            (BiFunction<Object, Object[], Object>) System.getProperties().remove(HANDOVER);

    private CrowsnestLinker() {}

    /** Bootstrap method of {@code invokedynamic} call sites. */
    public static CallSite link(MethodHandles.Lookup caller, String role, MethodType type, int hook) {
        return (CallSite) AGENT.apply(caller, new Object[] {role, type, hook});
    }

    /** The call itself, in class files that are too old for {@code invokedynamic}. */
    public static Object call(int site, Object[] arguments) {
        return AGENT.apply(site, arguments);
    }
}
