package io.crowsnest.core.hook;

import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells tools that attach to this JVM that the agent is here: in the JVM's agent properties, which the application does not see. The JDK's own
 * management agent leaves its address there.
 */
public final class Presence {

    /** Version of the agent; there from when it starts. */
    public static final String VERSION = "crowsnest.version";

    /** Where metrics are served, empty if nowhere; there once the agent has started. */
    public static final String METRICS = "crowsnest.metrics";

    private static final String PACKAGE = "jdk.internal.vm";

    private Presence() {}

    /** The agent is here, in this version. */
    public static void announce(Instrumentation instrumentation, String version) {
        say(instrumentation, VERSION, version);
    }

    /** The agent has started; null if it serves no metrics. */
    public static void started(Instrumentation instrumentation, @Nullable String metricsUrl) {
        say(instrumentation, METRICS, metricsUrl == null ? "" : metricsUrl);
    }

    /** Where the JVM has such properties; nothing depends on it but what the command {@code attach} can tell. */
    private static void say(Instrumentation instrumentation, String key, String value) {
        try {
            agentProperties(instrumentation).setProperty(key, value);
        } catch (Throwable unknown) {
            // Another JVM than HotSpot, or one to come.
        }
    }

    private static Properties agentProperties(Instrumentation instrumentation) throws Throwable {
        instrumentation.redefineModule(
                Object.class.getModule(),
                Set.of(),
                Map.of(PACKAGE, Set.of(Presence.class.getModule())),
                Map.of(),
                Set.of(),
                Map.of());
        Class<?> support = Class.forName(PACKAGE.concat(".VMSupport"), true, null);
        return (Properties) MethodHandles.lookup()
                .findStatic(support, "getAgentProperties", MethodType.methodType(Properties.class))
                .invoke();
    }
}
