package io.crowsnest.telemetry;

import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What connects the work for one request across threads and processes, as in W3C Trace Context. It is immutable, and made once
 * for each request: calls that go out during the request name its span as their parent.
 *
 * <pre>
 *   traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
 *                version-trace id (16 bytes)-parent id (8 bytes)-flags, in lower-case hexadecimal
 * </pre>
 *
 * <p>Where the application has a tracer of its own, {@link #visible()} is what that says.
 *
 * @see <a href="https://www.w3.org/TR/trace-context/">W3C Trace Context</a>
 */
public final class TraceContext {

    /** Header that carries trace id and parent id. */
    public static final String TRACEPARENT = "traceparent";

    /** Header that carries what vendors add; it is passed on as it came. */
    public static final String TRACESTATE = "tracestate";

    private static final int LENGTH = 55;

    /** Keys under which tracers put their ids into the MDC: OpenTelemetry's agent; Brave and Micrometer Tracing. */
    private static final List<String> TRACE_KEYS = List.of("trace_id", "traceId");

    private static final List<String> SPAN_KEYS = List.of("span_id", "spanId");

    private static final ThreadLocal<Cell> cells = new ThreadLocal<>() {
        @Override
        protected Cell initialValue() {
            return new Cell();
        }
    };
    private static final List<Tracer> tracers = new CopyOnWriteArrayList<>();

    private final long traceHigh;
    private final long traceLow;
    private final long span;
    private final boolean sampled;
    private final @Nullable String state;
    private final HttpServer.@Nullable Request request;
    private @Nullable String header;

    /** A tracer of the application, and the instrumentation that asks it. */
    private record Tracer(String id, WeakReference<Supplier<@Nullable TraceContext>> current) {}

    private static final class Cell {
        private @Nullable TraceContext context;
    }

    private TraceContext(
            long traceHigh,
            long traceLow,
            long span,
            boolean sampled,
            @Nullable String state,
            HttpServer.@Nullable Request request) {
        this.traceHigh = traceHigh;
        this.traceLow = traceLow;
        this.span = span;
        this.sampled = sampled;
        this.state = state;
        this.request = request;
    }

    /** The context of what this thread works on; null outside of a request. */
    public static @Nullable TraceContext current() {
        return cells.get().context;
    }

    /**
     * Makes {@code next} the context of this thread, null for none. Whoever calls this puts back what was there before, also
     * after a failure.
     *
     * @return what was there before
     */
    public static @Nullable TraceContext swap(@Nullable TraceContext next) {
        Cell cell = cells.get();
        TraceContext previous = cell.context;
        cell.context = next;
        return previous;
    }

    /** What logs, exemplars and outgoing calls show: the span of the application's own tracer if it has one, else ours. */
    public static @Nullable TraceContext visible() {
        for (Tracer each : tracers) {
            Supplier<@Nullable TraceContext> tracer = each.current.get();
            try {
                TraceContext foreign = tracer == null ? null : tracer.get();
                if (foreign != null) {
                    return foreign;
                }
            } catch (RuntimeException | LinkageError e) {
                giveUp(each);
            }
        }
        return current();
    }

    /** Of no use to anybody: log capture must not suffer from it. */
    private static void giveUp(Tracer tracer) {
        tracers.remove(tracer);
        HookErrors.of(tracer.id).increment();
    }

    /**
     * From now on asks the application's tracer before us.
     *
     * @param id of the instrumentation
     * @param tracer gives the current span's ids, or null if there is none; held weakly, so that the application can be
     *     undeployed; the caller keeps it
     */
    public static void ask(String id, Supplier<@Nullable TraceContext> tracer) {
        tracers.removeIf(each -> each.current.refersTo(null) || each.current.refersTo(tracer));
        tracers.add(new Tracer(id, new WeakReference<>(tracer)));
    }

    /** A context that continues the caller's trace, or begins one if {@code traceparent} is missing or malformed. */
    static TraceContext accept(
            @Nullable String traceparent, @Nullable String tracestate, HttpServer.@Nullable Request request) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long span = nonZero(random);
        if (traceparent == null || !isWellFormed(traceparent)) {
            return new TraceContext(random.nextLong(), nonZero(random), span, true, null, request);
        }
        boolean sampled = (hex(traceparent.charAt(54)) & 1) != 0;
        return new TraceContext(hex(traceparent, 3), hex(traceparent, 19), span, sampled, tracestate, request);
    }

    /** A context that begins a trace: of work that no request asked for. */
    public static TraceContext create() {
        return accept(null, null, null);
    }

    /**
     * The context of another tracer's span.
     *
     * @param traceId 32 hexadecimal digits, or 16 for the lower half
     * @param spanId 16 hexadecimal digits
     * @return null if these are no ids
     */
    public static @Nullable TraceContext of(@Nullable String traceId, @Nullable String spanId, boolean sampled) {
        if (traceId == null || spanId == null || spanId.length() != 16 || !isHex(traceId) || !isHex(spanId)) {
            return null;
        }
        return switch (traceId.length()) {
            case 32 -> new TraceContext(hex(traceId, 0), hex(traceId, 16), hex(spanId, 0), sampled, null, null);
            case 16 -> new TraceContext(0, hex(traceId, 0), hex(spanId, 0), sampled, null, null);
            default -> null;
        };
    }

    /** The context of a span that was written down before. */
    static TraceContext of(long traceHigh, long traceLow, long span) {
        return new TraceContext(traceHigh, traceLow, span, true, null, null);
    }

    /** Whether a tracer keeps its trace id in the MDC under this key. */
    static boolean isTraceKey(String key) {
        return TRACE_KEYS.contains(key);
    }

    /** Whether a tracer keeps the id of its span in the MDC under this key. */
    static boolean isSpanKey(String key) {
        return SPAN_KEYS.contains(key);
    }

    long traceHigh() {
        return traceHigh;
    }

    long traceLow() {
        return traceLow;
    }

    long span() {
        return span;
    }

    /** The request that this work belongs to; null outside of one. */
    HttpServer.@Nullable Request request() {
        return request;
    }

    /** 32 lower-case hexadecimal digits. */
    public String traceId() {
        return traceparent().substring(3, 35);
    }

    /** 16 lower-case hexadecimal digits. */
    public String spanId() {
        return traceparent().substring(36, 52);
    }

    /** Whether the caller records this trace; true where none has said. */
    public boolean isSampled() {
        return sampled;
    }

    /** What outgoing calls send in {@value #TRACEPARENT}. */
    public String traceparent() {
        String known = header;
        if (known == null) {
            byte[] text = new byte[LENGTH];
            text[0] = '0';
            text[1] = '0';
            text[2] = '-';
            putHex(text, 3, traceHigh);
            putHex(text, 19, traceLow);
            text[35] = '-';
            putHex(text, 36, span);
            text[52] = '-';
            text[53] = '0';
            text[54] = (byte) (sampled ? '1' : '0');
            known = new String(text, StandardCharsets.ISO_8859_1);
            header = known;
        }
        return known;
    }

    /** What outgoing calls send in {@value #TRACESTATE}; null for nothing. */
    public @Nullable String tracestate() {
        return state;
    }

    /** As the specification has it: a higher version may be longer, ids of zeros are no ids, upper case is malformed. */
    private static boolean isWellFormed(String header) {
        int length = header.length();
        if (length < LENGTH || header.charAt(2) != '-' || header.charAt(35) != '-' || header.charAt(52) != '-') {
            return false;
        }
        for (int i = 0; i < LENGTH; i++) {
            if (i != 2 && i != 35 && i != 52 && hex(header.charAt(i)) < 0) {
                return false;
            }
        }
        if (header.startsWith("ff")) {
            return false;
        }
        boolean rest = header.startsWith("00") ? length == LENGTH : length == LENGTH || header.charAt(LENGTH) == '-';
        return rest && (hex(header, 3) | hex(header, 19)) != 0 && hex(header, 36) != 0;
    }

    private static boolean isHex(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (hex(text.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }

    private static int hex(char c) {
        return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    }

    /** The 16 digits from {@code start} on. */
    private static long hex(String text, int start) {
        long value = 0;
        for (int i = start; i < start + 16; i++) {
            value = value << 4 | hex(text.charAt(i));
        }
        return value;
    }

    private static void putHex(byte[] text, int start, long value) {
        for (int i = 0; i < 16; i++) {
            text[start + i] = (byte) "0123456789abcdef".charAt((int) (value >>> (60 - 4 * i)) & 15);
        }
    }

    private static long nonZero(ThreadLocalRandom random) {
        long value = random.nextLong();
        return value == 0 ? 1 : value;
    }
}
