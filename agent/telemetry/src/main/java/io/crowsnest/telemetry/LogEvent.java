package io.crowsnest.telemetry;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was logged. Read from a {@link LogRecord} on a thread of the agent.
 *
 * @param sequence counts the kept events of this process, from 1
 * @param timestamp when it was logged, as precise as the framework knows
 * @param level severity
 * @param logger name of the logger
 * @param thread name of the thread that logged
 * @param message formatted message
 * @param labels MDC and key-value pairs as text; the event's own pairs win
 * @param markers names of the markers, outermost first
 * @param trace the trace that it belongs to, if any
 * @param error the throwable that was logged, if any
 */
public record LogEvent(
        long sequence,
        Instant timestamp,
        Level level,
        String logger,
        String thread,
        String message,
        Map<String, String> labels,
        List<String> markers,
        @Nullable TraceContext trace,
        @Nullable Thrown error) {

    /** Severity, from the least to the most severe. */
    public enum Level {
        TRACE,
        DEBUG,
        INFO,
        WARN,
        ERROR
    }

    /**
     * A throwable.
     *
     * @param type class name
     * @param message its message, null where it has none
     * @param frames from where it was thrown outwards, without those that it shares with the throwable around it
     * @param sharedFrames how many those are
     * @param leftOutFrames how many of its own are missing, because there were too many
     * @param suppressed in the order in which they were added
     * @param cause null if it has none
     * @param circular it stands further out already: nothing but the type is said again
     */
    public record Thrown(
            String type,
            @Nullable String message,
            List<StackTraceElement> frames,
            int sharedFrames,
            int leftOutFrames,
            List<Thrown> suppressed,
            @Nullable Thrown cause,
            boolean circular) {}

    private static final Level[] LEVELS = Level.values();

    /** The severity of a record, without reading all of it. */
    public static Level levelOf(byte[] record) {
        return LEVELS[record[0]];
    }

    /**
     * The event that {@code record} holds.
     *
     * @throws RuntimeException if these are not the bytes of a {@link LogRecord}
     */
    public static LogEvent read(long sequence, byte[] record) {
        return new Reader(ByteBuffer.wrap(record)).read(sequence);
    }

    /** One pass over a record. */
    private static final class Reader {
        private final ByteBuffer in;
        private final Map<String, String> labels = new LinkedHashMap<>();
        private final List<String> markers = new ArrayList<>(0);
        private final Deque<OpenThrown> open = new ArrayDeque<>(0);
        private String logger = "";
        private String thread = "";
        private String message = "";
        private String key = "";
        private @Nullable TraceContext trace;
        private @Nullable Thrown error;

        private Reader(ByteBuffer in) {
            this.in = in;
        }

        private LogEvent read(long sequence) {
            Level level = LEVELS[in.get()];
            Instant timestamp = Instant.ofEpochSecond(in.getLong(), in.getInt());
            while (in.hasRemaining()) {
                char kind = (char) in.get();
                int length = in.getInt();
                if (length < 0 || length > in.remaining()) {
                    throw new IllegalArgumentException("field of " + length + " bytes");
                }
                ByteBuffer content = in.slice(in.position(), length);
                in.position(in.position() + length);
                field(kind, content);
            }
            return new LogEvent(sequence, timestamp, level, logger, thread, message, labels, markers, trace, error);
        }

        private void field(char kind, ByteBuffer content) {
            switch (kind) {
                case 'L' -> logger = text(content);
                case 'T' -> thread = text(content);
                case 'M' -> message = text(content);
                case 'G' -> markers.add(text(content));
                case 'K' -> key = text(content);
                case 'V' -> labels.put(key, text(content));
                case 'C' -> trace = TraceContext.of(content.getLong(), content.getLong(), content.getLong());
                case 'E' -> open.push(new OpenThrown(content.get(), text(content)));
                case 'X' -> open.element().message = text(content);
                case 'F' -> open.element().frames.add(frame(content));
                case 'O' -> open.element().shared = content.getInt();
                case 'D' -> open.element().leftOut = content.getInt();
                case 'Z' -> close(open.pop());
                default -> throw new IllegalArgumentException("field of kind " + (int) kind);
            }
        }

        private void close(OpenThrown ended) {
            Thrown thrown = ended.toThrown();
            OpenThrown around = open.peek();
            if (around == null) {
                error = thrown;
            } else if ((ended.relation & LogRecord.SUPPRESSED) != 0) {
                around.suppressed.add(thrown);
            } else {
                around.cause = thrown;
            }
        }

        private static StackTraceElement frame(ByteBuffer content) {
            int line = content.getInt();
            String[] parts = text(content).split("\0", 3);
            return new StackTraceElement(parts[0], parts[1], parts[2].isEmpty() ? null : parts[2], line);
        }

        private static String text(ByteBuffer content) {
            // Not with a decoder: to make one for each text costs as much as the text.
            return new String(
                    content.array(),
                    content.arrayOffset() + content.position(),
                    content.remaining(),
                    StandardCharsets.UTF_8);
        }
    }

    private static final class OpenThrown {
        private final byte relation;
        private final String type;
        private final List<StackTraceElement> frames = new ArrayList<>();
        private final List<Thrown> suppressed = new ArrayList<>(0);
        private @Nullable String message;
        private int shared;
        private int leftOut;
        private @Nullable Thrown cause;

        private OpenThrown(byte relation, String type) {
            this.relation = relation;
            this.type = type;
        }

        private Thrown toThrown() {
            boolean circular = (relation & LogRecord.CIRCULAR) != 0;
            return new Thrown(type, message, frames, shared, leftOut, suppressed, cause, circular);
        }
    }
}
