package io.crowsnest.core;

import io.crowsnest.core.hook.HookIndex;
import io.crowsnest.core.hook.HookTransformer;
import io.crowsnest.core.hook.InstrumentationState;
import io.crowsnest.core.method.MeasuredMethod;
import io.crowsnest.core.method.MeasuredMethods;
import io.crowsnest.core.settings.Keys;
import io.crowsnest.core.settings.Problem;
import io.crowsnest.core.settings.Settings;
import io.crowsnest.telemetry.AgentThread;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of the start that the application waits for: hooks, and a queue for its first log lines. Everything else happens on
 * a thread of our own, see {@link Startup}.
 *
 * <p>The application's main method has not begun, so nothing here may touch java.util.logging, JMX, NIO files or sockets,
 * and nothing uses lambdas: the first one alone would cost as much as all the rest.
 */
final class Premain {

    private Premain() {}

    static void run(Settings settings, Instrumentation instrumentation, long startNanos) throws IOException {
        for (Problem problem : settings.problems()) {
            AgentLog.warn(problem.line());
        }
        HookIndex index = HookIndex.read(Premain.class.getClassLoader());
        for (InstrumentationState each : new ArrayList<>(index.instrumentations())) {
            if (!settings.instrumentationEnabled(each.id())) {
                index.remove(each.id());
            }
        }
        MeasuredMethods methods = measuredMethods(settings, index);
        LogShipping logs = LogShipping.prepare(settings);
        HookTransformer transformer = HookTransformer.install(instrumentation, index);
        transformer.weavePreloaded();
        long premainNanos = System.nanoTime() - startNanos;
        new AgentThread("init", new Startup(settings, index, methods, transformer, logs, instrumentation, premainNanos))
                .start();
    }

    /** Null if the settings name none. */
    private static @Nullable MeasuredMethods measuredMethods(Settings settings, HookIndex index) {
        List<String> elements = settings.get(Keys.METRICS_METHODS);
        if (elements.isEmpty()) {
            return null;
        }
        MeasuredMethods methods = MeasuredMethods.read(elements);
        for (String problem : methods.problems()) {
            AgentLog.warn(problem);
        }
        for (MeasuredMethod method : methods.methods()) {
            index.add(method);
        }
        return methods;
    }
}
