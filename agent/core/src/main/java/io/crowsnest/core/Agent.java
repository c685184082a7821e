package io.crowsnest.core;

import io.crowsnest.core.settings.InstrumentationIds;
import io.crowsnest.core.settings.Keys;
import io.crowsnest.core.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.instrument.Instrumentation;
import java.util.function.Function;

/**
 * Where the entry class hands over. Reads the settings, and goes on only if they do not switch the agent off: then nothing else
 * of it is loaded.
 */
public final class Agent implements Function<Object[], Object> {

    /** Made by the entry class. */
    public Agent() {}

    /**
     * Called by the entry class with the option's arguments, the instrumentation, and when it was entered (nanoseconds).
     *
     * @return whether the agent is active from now on
     */
    @Override
    public Object apply(Object[] entry) {
        try {
            Settings settings = Settings.resolve(
                    (String) entry[0], System.getProperties(), System.getenv(), InstrumentationIds.read());
            boolean enabled = settings.get(Keys.ENABLED);
            if (enabled) {
                Premain.run(settings, (Instrumentation) entry[1], (Long) entry[2]);
            }
            return enabled;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
