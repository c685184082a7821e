package io.crowsnest.core;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the agent says to whoever started the application: {@code [crowsnest] LEVEL message key=value} on standard error, at
 * most six lines at start. Never through a logging framework, and never through {@code System.err}, which the application
 * may have replaced.
 */
public final class AgentLog {

    private static final int LINES_AT_START = 6;
    private static final long START_NANOS = 60_000_000_000L;
    private static final long BEGIN = System.nanoTime();

    private static final PrintStream standardError = new PrintStream(new FileOutputStream(FileDescriptor.err), true);
    private static final AtomicInteger lines = new AtomicInteger();

    private AgentLog() {}

    /** Something a user wants to know, followed by pairs of key and value. */
    public static void info(String message, String... pairs) {
        print("INFO", message, pairs);
    }

    /** Something that is not as it was wished; the agent goes on with less. */
    public static void warn(String message, String... pairs) {
        print("WARN", message, pairs);
    }

    private static void print(String level, String message, String... pairs) {
        if (System.nanoTime() - BEGIN < START_NANOS) {
            int line = lines.incrementAndGet();
            if (line > LINES_AT_START) {
                return;
            }
            if (line == LINES_AT_START) {
                standardError.println("[crowsnest] WARN more than six messages at start, see /status for the rest");
                return;
            }
        }
        StringBuilder text =
                new StringBuilder("[crowsnest] ").append(level).append(' ').append(message);
        for (int i = 0; i + 1 < pairs.length; i += 2) {
            text.append(' ').append(pairs[i]).append('=');
            appendValue(text, pairs[i + 1]);
        }
        standardError.println(text);
    }

    private static void appendValue(StringBuilder text, String value) {
        String line = value.replace('\n', ' ').replace('\r', ' ');
        if (line.isEmpty() || line.indexOf(' ') >= 0) {
            text.append('"').append(line).append('"');
        } else {
            text.append(line);
        }
    }
}
