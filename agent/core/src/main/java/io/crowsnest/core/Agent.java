package io.crowsnest.core;

import io.crowsnest.core.hook.HookIndex;
import io.crowsnest.core.hook.HookTransformer;
import io.crowsnest.core.hook.InstrumentationState;
import io.crowsnest.core.settings.Keys;
import io.crowsnest.core.settings.Problem;
import io.crowsnest.core.settings.Settings;
import io.crowsnest.telemetry.AgentThread;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The part of the start that the application waits for: settings, hooks, and a queue for its first log lines. Everything else
 * happens on a thread of our own, see {@link Startup}.
 *
 * <p>The application's main method has not begun, so nothing here may touch java.util.logging, JMX, NIO files or sockets,
 * and nothing uses lambdas: the first one alone would cost as much as all the rest.
 */
public final class Agent implements Consumer<Object[]> {

    /** Made by the entry class. */
    public Agent() {}

    /** Called by the entry class with the option's arguments, the instrumentation, and when it was entered. */
    @Override
    public void accept(Object[] entry) {
        try {
            start((String) entry[0], (Instrumentation) entry[1], (Long) entry[2]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void start(@Nullable String arguments, Instrumentation instrumentation, long startNanos)
            throws IOException {
        HookIndex index = HookIndex.read(Agent.class.getClassLoader());
        Settings settings = Settings.resolve(arguments, System.getProperties(), System.getenv(), index.ids());
        if (!settings.get(Keys.ENABLED)) {
            return;
        }
        for (Problem problem : settings.problems()) {
            AgentLog.warn(problem.line());
        }
        for (InstrumentationState each : new ArrayList<>(index.instrumentations())) {
            if (!settings.instrumentationEnabled(each.id())) {
                index.remove(each.id());
            }
        }
        LogShipping logs = LogShipping.prepare(settings);
        HookTransformer transformer = HookTransformer.install(instrumentation, index);
        Startup startup =
                new Startup(instrumentation, settings, index, transformer, logs, System.nanoTime() - startNanos);
        new AgentThread("init", startup).start();
    }
}
