package io.crowsnest.meters;

import io.micrometer.common.util.internal.logging.AbstractInternalLogger;
import io.micrometer.common.util.internal.logging.InternalLogger;
import io.micrometer.common.util.internal.logging.InternalLoggerFactory;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What Micrometer has to say, kept out of the application's logs: by default it would write to {@code java.util.logging}, and
 * initialise it before the application does. Warnings and errors go to a consumer, the rest nowhere.
 */
public final class MicrometerLog extends AbstractInternalLogger {

    private static final long serialVersionUID = 1;

    private final transient Consumer<String> complaints;

    private MicrometerLog(String name, Consumer<String> complaints) {
        super(name);
        this.complaints = complaints;
    }

    /** Must run before the first class of Micrometer asks for its logger. */
    public static void sendTo(Consumer<String> complaints) {
        InternalLoggerFactory.setDefaultFactory(new InternalLoggerFactory() {
            @Override
            protected InternalLogger newInstance(String name) {
                return new MicrometerLog(name, complaints);
            }
        });
    }

    private void complain(String message, @Nullable Object... arguments) {
        String text = message;
        for (@Nullable Object argument : arguments) {
            int at = text.indexOf("{}");
            text = at < 0 ? text + ": " + argument : text.substring(0, at) + argument + text.substring(at + 2);
        }
        complaints.accept(text);
    }

    @Override
    public boolean isTraceEnabled() {
        return false;
    }

    @Override
    public void trace(String message) {}

    @Override
    public void trace(String message, @Nullable Object argument) {}

    @Override
    public void trace(String message, @Nullable Object first, @Nullable Object second) {}

    @Override
    public void trace(String message, Object... arguments) {}

    @Override
    public void trace(String message, Throwable thrown) {}

    @Override
    public boolean isDebugEnabled() {
        return false;
    }

    @Override
    public void debug(String message) {}

    @Override
    public void debug(String message, @Nullable Object argument) {}

    @Override
    public void debug(String message, @Nullable Object first, @Nullable Object second) {}

    @Override
    public void debug(String message, Object... arguments) {}

    @Override
    public void debug(String message, Throwable thrown) {}

    @Override
    public boolean isInfoEnabled() {
        return false;
    }

    @Override
    public void info(String message) {}

    @Override
    public void info(String message, @Nullable Object argument) {}

    @Override
    public void info(String message, @Nullable Object first, @Nullable Object second) {}

    @Override
    public void info(String message, Object... arguments) {}

    @Override
    public void info(String message, Throwable thrown) {}

    @Override
    public boolean isWarnEnabled() {
        return true;
    }

    @Override
    public void warn(String message) {
        complain(message);
    }

    @Override
    public void warn(String message, @Nullable Object argument) {
        complain(message, argument);
    }

    @Override
    public void warn(String message, @Nullable Object first, @Nullable Object second) {
        complain(message, first, second);
    }

    @Override
    public void warn(String message, Object... arguments) {
        complain(message, arguments);
    }

    @Override
    public void warn(String message, Throwable thrown) {
        complain(message, thrown);
    }

    @Override
    public boolean isErrorEnabled() {
        return true;
    }

    @Override
    public void error(String message) {
        complain(message);
    }

    @Override
    public void error(String message, @Nullable Object argument) {
        complain(message, argument);
    }

    @Override
    public void error(String message, @Nullable Object first, @Nullable Object second) {
        complain(message, first, second);
    }

    @Override
    public void error(String message, Object... arguments) {
        complain(message, arguments);
    }

    @Override
    public void error(String message, Throwable thrown) {
        complain(message, thrown);
    }
}
