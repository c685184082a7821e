package io.crowsnest.core;

import io.crowsnest.core.settings.InstrumentationIds;
import io.crowsnest.core.settings.Keys;
import io.crowsnest.core.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.instrument.Instrumentation;
import java.util.function.Consumer;

/**
 * Where the entry class hands over. Reads the settings, and goes on only if they do not switch the agent off: then nothing else
 * of it is loaded.
 */
public final class Agent implements Consumer<Object[]> {

    /** Made by the entry class. */
    public Agent() {}

    /** Called by the entry class with the option's arguments, the instrumentation, and when it was entered (nanoseconds). */
    @Override
    public void accept(Object[] entry) {
        try {
            Settings settings = Settings.resolve(
                    (String) entry[0], System.getProperties(), System.getenv(), InstrumentationIds.read());
            if (settings.get(Keys.ENABLED)) {
                Premain.run(settings, (Instrumentation) entry[1], (Long) entry[2]);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
