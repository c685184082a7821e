package io.crowsnest.telemetry;

import io.crowsnest.telemetry.LogEvent.Level;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One log event as bytes, on its way from the thread that logs into whatever keeps it. That thread makes no objects: records are used
 * again, text goes straight to UTF-8. {@link LogEvent#read} is the way back.
 *
 * <pre>
 *   level    1 byte    ordinal of {@link Level}
 *   time     12 bytes  seconds since 1970 (8), nanoseconds (4)
 *   fields   kind (1), length (4), content; in this or any other order
 *     L logger  T thread  M message  G marker     text
 *     K name of a label, followed by V, its value text
 *     C trace                                     trace id (16), span id (8)
 *     E a throwable begins                        relation (1): root, cause of or suppressed by the one that is open; type
 *       X its message                             text
 *       F a frame                                 line (4), class, NUL, method, NUL, file
 *       O frames that it shares with the one around it; D frames left out for their number        count (4)
 *     Z that throwable ends                       nothing
 * </pre>
 *
 * <p>Numbers are big-endian. Text that is longer than its limit ends with {@link LogText#CUT}; halves of surrogate pairs, which UTF-8
 * cannot hold, become U+FFFD. An event is never longer than {@link #MAX_LENGTH}.
 *
 * <p>A record belongs to the thread that began it until {@link #end}.
 */
public final class LogRecord implements BiConsumer<Object, Object> {

    /** Most bytes of a record: 256 KiB. */
    public static final int MAX_LENGTH = 256 << 10;

    /** Most bytes of a message: half of a record, so that throwable and labels always have room. */
    static final int MAX_MESSAGE = 128 << 10;

    /** Most bytes of a throwable with all its causes. */
    static final int MAX_THROWABLE = 56 << 10;

    static final int MAX_ERROR_MESSAGE = 8 << 10;
    static final int MAX_NAME = 1 << 10;
    static final int MAX_LABEL = 1 << 10;
    static final int MAX_MARKER = 512;
    static final int MAX_MARKERS = 16;
    static final int MAX_LABELS = 64;
    /** No label begins after so many bytes of labels. */
    static final int MAX_LABEL_BYTES = 46 << 10;

    static final int MAX_FRAMES = 1024;
    static final int MAX_THROWABLES = 32;

    static final int HEADER = 13;
    static final int FIELD = 5;

    static final byte ROOT = 0;
    static final byte CAUSE = 1;
    static final byte SUPPRESSED = 2;
    static final byte CIRCULAR = 4;

    private static final byte[] CUT = LogText.CUT.getBytes(StandardCharsets.US_ASCII);
    private static final int INITIAL = 2 << 10;
    private static final int MOST_KEPT = 32 << 10;

    private static final int SLOTS = 16;
    /** So many references apart, slots of different threads don't share a cache line. */
    private static final int STRIDE = 16;

    private static final AtomicReferenceArray<LogRecord> unused = new AtomicReferenceArray<>(SLOTS * STRIDE);

    private byte[] bytes = new byte[INITIAL];
    private int length;
    private Level level = Level.INFO;
    private int labels;
    private int labelBytes;
    private int markers;
    private int throwables;
    private @Nullable String traceId;
    private @Nullable String spanId;
    private final StringBuilder buffer = new StringBuilder();

    private LogRecord() {}

    /** An empty record of this level and moment. */
    static LogRecord begin(Level level) {
        LogRecord record = unused.getAndSet(slot(), null);
        if (record == null) {
            record = new LogRecord();
        }
        record.level = level;
        record.labels = 0;
        record.labelBytes = 0;
        record.markers = 0;
        record.throwables = 0;
        record.traceId = null;
        record.spanId = null;
        record.length = HEADER;
        record.bytes[0] = (byte) level.ordinal();
        return record;
    }

    private static int slot() {
        return ((int) Thread.currentThread().getId() & (SLOTS - 1)) * STRIDE;
    }

    /** The bytes of the event, from 0 to {@link #length}; valid until the sink returns. Not a copy. */
    public byte[] bytes() {
        return bytes;
    }

    /** How many bytes the event has. */
    public int length() {
        return length;
    }

    public Level level() {
        return level;
    }

    /** When it was logged. */
    public LogRecord time(long epochSecond, int nanos) {
        putLong(1, epochSecond);
        putInt(9, nanos);
        return this;
    }

    /** When it was logged. */
    @SuppressWarnings("JavaInstantGetSecondsGetNano") // Both parts are taken.
    public LogRecord time(Instant instant) {
        return time(instant.getEpochSecond(), instant.getNano());
    }

    /** Name of the logger. */
    public LogRecord logger(@Nullable String name) {
        text('L', name, MAX_NAME);
        return this;
    }

    /** Name of the thread that logged. */
    public LogRecord thread(@Nullable String name) {
        text('T', name, MAX_NAME);
        return this;
    }

    /** The formatted message; what is masked in it is not kept. */
    public LogRecord message(@Nullable CharSequence message) {
        text('M', masked(message), MAX_MESSAGE);
        return this;
    }

    /** An empty buffer to format a message in, for as long as the record is not ended. */
    public StringBuilder buffer() {
        buffer.setLength(0);
        return buffer;
    }

    /** Name of a marker. */
    public LogRecord marker(@Nullable Object name) {
        if (markers++ < MAX_MARKERS) {
            text('G', LogText.of(name), MAX_MARKER);
        }
        return this;
    }

    /** A key-value pair, of the MDC or the event; replaces an earlier one of this key. Without a key it is left out. */
    public LogRecord label(@Nullable Object key, @Nullable Object value) {
        if (key == null || labels == MAX_LABELS || labelBytes > MAX_LABEL_BYTES) {
            return this;
        }
        labels++;
        int start = length;
        String name = LogText.of(key);
        String text = LogText.of(value);
        LogMask mask = Logs.mask();
        text('K', name, MAX_NAME);
        text('V', mask == null ? text : mask.covers(name) ? LogMask.MASKED : mask.apply(text), MAX_LABEL);
        labelBytes += length - start;
        noticeTrace(name, text);
        return this;
    }

    /** A label for each entry. */
    public LogRecord labels(@Nullable Map<?, ?> entries) {
        if (entries != null && !entries.isEmpty()) {
            entries.forEach(this);
        }
        return this;
    }

    /** The same as {@link #label}, so that a map can be read without making an object. */
    @Override
    public void accept(@Nullable Object key, @Nullable Object value) {
        label(key, value);
    }

    /** A tracer of the application has put the ids of its span into the MDC. */
    private void noticeTrace(String name, String value) {
        if (TraceContext.isTraceKey(name)) {
            traceId = value;
        } else if (TraceContext.isSpanKey(name)) {
            spanId = value;
        }
    }

    /** What was thrown, with causes and suppressed throwables; only what it says itself is kept, nothing of the object. */
    public LogRecord error(@Nullable Throwable thrown) {
        if (thrown != null) {
            Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
            throwable(ROOT, thrown, new StackTraceElement[0], seen, length + MAX_THROWABLE);
        }
        return this;
    }

    /** What was thrown, where only its text is known. */
    public LogRecord error(@Nullable String type, @Nullable String message) {
        beginThrowable(ROOT, type == null ? "null" : type);
        text('X', masked(message), MAX_ERROR_MESSAGE);
        field('Z', 0);
        return this;
    }

    private void throwable(int relation, Throwable thrown, StackTraceElement[] around, Set<Throwable> seen, int limit) {
        if (throwables++ == MAX_THROWABLES || length > limit - MAX_ERROR_MESSAGE - 2 * MAX_NAME) {
            return;
        }
        if (!seen.add(thrown)) {
            beginThrowable(relation | CIRCULAR, thrown.getClass().getName());
            field('Z', 0);
            return;
        }
        beginThrowable(relation, thrown.getClass().getName());
        String message = LogText.messageOf(thrown);
        if (message != null) {
            text('X', masked(message), MAX_ERROR_MESSAGE);
        }
        StackTraceElement[] frames = LogText.framesOf(thrown);
        int common = common(frames, around);
        frames(frames, frames.length - common, limit);
        if (common > 0) {
            count('O', common);
        }
        for (Throwable each : LogText.suppressedBy(thrown)) {
            throwable(SUPPRESSED, each, frames, seen, limit);
        }
        Throwable cause = LogText.causeOf(thrown);
        if (cause != null) {
            throwable(CAUSE, cause, frames, seen, limit);
        }
        field('Z', 0);
    }

    private void beginThrowable(int relation, String type) {
        int start = length;
        text('E', type, MAX_NAME);
        // One byte before the text: the relation.
        ensure(1);
        System.arraycopy(bytes, start + FIELD, bytes, start + FIELD + 1, length - start - FIELD);
        bytes[start + FIELD] = (byte) relation;
        length++;
        putInt(start + 1, length - start - FIELD);
    }

    private void frames(StackTraceElement[] frames, int own, int limit) {
        int written = 0;
        while (written < own && written < MAX_FRAMES && length < limit - MAX_ERROR_MESSAGE) {
            StackTraceElement frame = frames[written++];
            int start = field('F', 4);
            putInt(start + FIELD, frame.getLineNumber());
            utf8(frame.getClassName(), MAX_NAME);
            put((byte) 0);
            utf8(frame.getMethodName(), MAX_NAME);
            put((byte) 0);
            String file = frame.getFileName();
            if (file != null) {
                utf8(file, MAX_NAME);
            }
            putInt(start + 1, length - start - FIELD);
        }
        if (written < own) {
            count('D', own - written);
        }
    }

    /** How many frames both have at their ends: the way to where the outer one was thrown. */
    private static int common(StackTraceElement[] frames, StackTraceElement[] around) {
        int common = 0;
        while (common < frames.length
                && common < around.length
                && frames[frames.length - 1 - common].equals(around[around.length - 1 - common])) {
            common++;
        }
        return common;
    }

    /** The event is complete: hands it over. The record must not be touched any more. */
    public void end() {
        trace();
        Logs.take(this);
        if (bytes.length <= MOST_KEPT && buffer.capacity() <= MOST_KEPT) {
            unused.lazySet(slot(), this);
        }
    }

    /** Replaces all that was written by the news that reading the event failed with {@code failure}, and ends. */
    public void endUnreadable(@Nullable String logger, Throwable failure) {
        length = HEADER;
        traceId = null;
        time(Instant.now());
        logger(logger);
        thread(Thread.currentThread().getName());
        text('M', "[FAILED to read the event: " + failure.getClass().getName() + "]", MAX_MESSAGE);
        end();
    }

    private void trace() {
        TraceContext context = traceId == null ? null : TraceContext.of(traceId, spanId, true);
        if (context == null) {
            context = TraceContext.visible();
        }
        if (context != null) {
            int start = field('C', 24);
            putLong(start + FIELD, context.traceHigh());
            putLong(start + FIELD + 8, context.traceLow());
            putLong(start + FIELD + 16, context.span());
        }
    }

    private static @Nullable CharSequence masked(@Nullable CharSequence text) {
        LogMask mask = Logs.mask();
        return mask == null || text == null ? text : mask.apply(text.toString());
    }

    private void text(char kind, @Nullable CharSequence text, int max) {
        int start = field(kind, 0);
        utf8(text == null ? "null" : text, max);
        putInt(start + 1, length - start - FIELD);
    }

    private void count(char kind, int count) {
        int start = field(kind, 4);
        putInt(start + FIELD, count);
    }

    /** Begins a field whose content has at least {@code content} bytes, left as they are. Returns where it begins. */
    private int field(char kind, int content) {
        ensure(FIELD + content);
        int start = length;
        bytes[start] = (byte) kind;
        putInt(start + 1, content);
        length = start + FIELD + content;
        return start;
    }

    private void put(byte value) {
        ensure(1);
        bytes[length++] = value;
    }

    /** Appends text of at most {@code max} bytes. */
    private void utf8(CharSequence text, int max) {
        int chars = text.length();
        ensure((int) Math.min(3L * chars, max));
        byte[] target = bytes;
        int at = length;
        int end = at + max;
        int i = 0;
        if (chars <= max && text instanceof String string) {
            // Nearly all text is ASCII.
            for (; i < chars; i++) {
                char c = string.charAt(i);
                if (c >= 0x80) {
                    break;
                }
                target[at++] = (byte) c;
            }
        }
        for (; i < chars; i++) {
            char c = text.charAt(i);
            int size = c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
            int code = c;
            if (Character.isSurrogate(c)) {
                boolean pair =
                        Character.isHighSurrogate(c) && i + 1 < chars && Character.isLowSurrogate(text.charAt(i + 1));
                code = pair ? Character.toCodePoint(c, text.charAt(i + 1)) : 0xFFFD;
                size = pair ? 4 : 3;
            }
            if (at + size > end) {
                length = cut(at, end);
                return;
            }
            at = append(target, at, code, size);
            i += size == 4 ? 1 : 0;
        }
        length = at;
    }

    private static int append(byte[] target, int at, int code, int size) {
        switch (size) {
            case 1 -> target[at] = (byte) code;
            case 2 -> {
                target[at] = (byte) (0xC0 | code >> 6);
                target[at + 1] = more(code, 0);
            }
            case 3 -> {
                target[at] = (byte) (0xE0 | code >> 12);
                target[at + 1] = more(code, 6);
                target[at + 2] = more(code, 0);
            }
            default -> {
                target[at] = (byte) (0xF0 | code >> 18);
                target[at + 1] = more(code, 12);
                target[at + 2] = more(code, 6);
                target[at + 3] = more(code, 0);
            }
        }
        return at + size;
    }

    private static byte more(int code, int shift) {
        return (byte) (0x80 | (code >> shift & 0x3F));
    }

    /** Puts the mark of cut text before {@code end}, after a whole character. Returns where it ends. */
    private int cut(int at, int end) {
        int start = Math.min(at, end - CUT.length);
        while (start > 0 && (bytes[start] & 0xC0) == 0x80) {
            start--;
        }
        System.arraycopy(CUT, 0, bytes, start, CUT.length);
        return start + CUT.length;
    }

    private void ensure(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
        }
    }

    private void putInt(int at, int value) {
        bytes[at] = (byte) (value >> 24);
        bytes[at + 1] = (byte) (value >> 16);
        bytes[at + 2] = (byte) (value >> 8);
        bytes[at + 3] = (byte) value;
    }

    private void putLong(int at, long value) {
        putInt(at, (int) (value >> 32));
        putInt(at + 4, (int) value);
    }
}
