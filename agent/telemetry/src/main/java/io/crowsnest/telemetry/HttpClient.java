package io.crowsnest.telemetry;

import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Calls that the application makes to others. A call that a client makes by way of another client counts once: for calls on one
 * thread by a mark on the thread, across threads by the trace header that the outer call has set.
 *
 * <p>A client's hook calls {@link #start}, sends {@link Call#traceparent} and {@link Call#tracestate}, calls
 * {@link Call#detach} when the thread goes on before the call is over, and {@link #stop} once, on any thread.
 */
public final class HttpClient {

    private static final MeterFamily<Timer> requests =
            MeterFamily.timers(Catalogue.HTTP_CLIENT_REQUESTS, HttpClient::labels);

    /** A call that got no answer, as Spring's clients name it. */
    static final String NO_ANSWER = "CLIENT_ERROR";

    /** Clients know paths, not the templates behind them. */
    private static final String NO_TEMPLATE = "none";

    private static final int LONGEST_HOST = 255;

    private HttpClient() {}

    /** What call this thread is in the middle of, if any. */
    private static final class Calling {
        private static final ThreadLocal<Calling> cells = new ThreadLocal<>() {
            @Override
            protected Calling initialValue() {
                return new Calling();
            }
        };

        private @Nullable Call now;
    }

    /** A call that is not answered yet. */
    public static final class Call {
        private final long start = System.nanoTime();
        private final Calling calling;
        private final TraceContext trace;
        private final boolean ownHeader;
        private final String method;
        private final String host;
        private volatile boolean attached = true;

        private Call(Calling calling, TraceContext trace, boolean ownHeader, String method, String host) {
            this.calling = calling;
            this.trace = trace;
            this.ownHeader = ownHeader;
            this.method = method;
            this.host = host;
        }

        /** What to send in {@value TraceContext#TRACEPARENT}; null if the application sends its own. */
        public @Nullable String traceparent() {
            return ownHeader ? null : trace.traceparent();
        }

        /** What to send in {@value TraceContext#TRACESTATE}; null for nothing. */
        public @Nullable String tracestate() {
            return ownHeader ? null : trace.tracestate();
        }

        /** The call goes on elsewhere: what this thread does from now on is not part of it. On the thread that started it. */
        public void detach() {
            if (attached) {
                attached = false;
                calling.now = null;
            }
        }
    }

    /**
     * A call starts.
     *
     * @param method as the application says it
     * @param host that is called, without port; null if unknown
     * @param ownTraceparent the header {@value TraceContext#TRACEPARENT} that the application sends, if it does
     * @return what to pass to {@link #stop}; null if it is part of a call that is counted already
     */
    public static @Nullable Call start(
            @Nullable String method, @Nullable String host, @Nullable String ownTraceparent) {
        Calling calling = Calling.cells.get();
        if (calling.now != null || AgentThread.isCurrent()) {
            return null;
        }
        TraceContext known = TraceContext.visible();
        TraceContext trace = known == null ? TraceContext.create() : known;
        if (ownTraceparent != null && ownTraceparent.equals(trace.traceparent())) {
            return null;
        }
        Call call = new Call(calling, trace, ownTraceparent != null, HttpLabels.method(method), host(host));
        // Last, so that a failure before leaves no mark.
        calling.now = call;
        return call;
    }

    /**
     * The call that this thread is in the middle of, null if there is none: for clients that write headers far from where
     * their calls begin, or that make a part of another client's call.
     */
    public static @Nullable Call current() {
        return Calling.cells.get().now;
    }

    /**
     * A call ended.
     *
     * @param status number, 0 if there was no answer
     * @param thrown what went wrong, if anything
     */
    public static void stop(Call call, int status, @Nullable Throwable thrown) {
        call.detach();
        TraceContext previous = TraceContext.swap(call.trace);
        try {
            requests.record(
                    System.nanoTime() - call.start,
                    call.method,
                    status == 0 ? NO_ANSWER : HttpLabels.status(status),
                    HttpLabels.outcome(status),
                    call.host,
                    HttpLabels.exception(thrown));
        } finally {
            TraceContext.swap(previous);
        }
    }

    private static String[] labels(String... recorded) {
        return new String[] {recorded[0], NO_TEMPLATE, recorded[1], recorded[2], recorded[3], recorded[4]};
    }

    private static String host(@Nullable String host) {
        if (host == null || host.isEmpty() || host.length() > LONGEST_HOST) {
            return "none";
        }
        for (int i = 0; i < host.length(); i++) {
            if (Character.isUpperCase(host.charAt(i))) {
                return host.toLowerCase(Locale.ROOT);
            }
        }
        return host;
    }
}
