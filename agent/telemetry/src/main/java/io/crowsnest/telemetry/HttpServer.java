package io.crowsnest.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Requests that the application answers. Labels follow Spring Boot, so that existing dashboards and alerts fit.
 *
 * <p>A server's hook calls {@link #start} when a request arrives, {@link Request#enter} and {@link Request#leave} around
 * everything that a thread does for it, and {@link #stop} once, when the answer is complete. A framework's hook says which
 * route it has chosen by {@link #route}.
 */
public final class HttpServer {

    private static final MeterFamily<Timer> requests = MeterFamily.timers(Catalogue.HTTP_SERVER_REQUESTS);
    private static final LongAdder active = new LongAdder();

    private HttpServer() {}

    /** A request that has arrived and is not answered yet. */
    public static final class Request {

        private static final AtomicIntegerFieldUpdater<Request> statementCount =
                AtomicIntegerFieldUpdater.newUpdater(Request.class, "statements");

        private final long start = System.nanoTime();
        private final TraceContext trace;
        private volatile int statements;
        private boolean routeKept;
        private @Nullable String route;
        private volatile @Nullable Throwable thrown;

        /** 0: not known to have been sent. */
        private int sentStatus;

        private boolean sentAll;

        private Request(@Nullable String traceparent, @Nullable String tracestate) {
            this.trace = TraceContext.accept(traceparent, tracestate, this);
        }

        /** The trace that this request belongs to. */
        public TraceContext trace() {
            return trace;
        }

        /** This thread works for the request until {@link #leave}. */
        public void enter() {
            TraceContext.swap(trace);
        }

        /** This thread works for no request any more. */
        public void leave() {
            TraceContext.swap(null);
        }

        /**
         * The framework has matched a route template; the last one counts, null for none changes nothing. It takes precedence over what the server
         * passes to {@link HttpServer#stop}.
         */
        public void route(@Nullable String template) {
            if (template != null && !routeKept) {
                route = template;
            }
        }

        /** Keeps the route, or that there is none: what follows, such as an error page, has routes of its own. */
        public void keepRoute(@Nullable String template) {
            if (!routeKept) {
                routeKept = true;
                route = route == null ? template : route;
            }
        }

        /** The application failed with this before there was an answer; the first failure counts. */
        public void fail(Throwable failure) {
            if (thrown == null) {
                thrown = failure;
            }
        }

        /**
         * The client was sent this status: what the server sets later is not the answer's. The first counts.
         *
         * @param all whether it was sent all of the content, too; then no failure that the server knows of is the request's
         */
        public void sent(int status, boolean all) {
            if (sentStatus == 0) {
                sentStatus = status;
            }
            sentAll |= all;
        }

        void countStatement() {
            statementCount.incrementAndGet(this);
        }
    }

    /**
     * A request has arrived. Each must be passed to {@link #stop} once.
     *
     * @param traceparent header as sent, if any
     * @param tracestate header as sent, if any
     */
    public static Request start(@Nullable String traceparent, @Nullable String tracestate) {
        Database.Running.reset();
        active.increment();
        return new Request(traceparent, tracestate);
    }

    /** As {@link Request#route}, for the request that this thread works on. */
    public static void route(@Nullable String template) {
        Request request = current();
        if (request != null) {
            request.route(template);
        }
    }

    /** The request that this thread works on; null outside of one. */
    public static @Nullable Request current() {
        TraceContext current = TraceContext.current();
        return current == null ? null : current.request();
    }

    /** The request goes on as another one, which is counted instead: that replaces {@link #stop}. */
    public static void goesOn(Request request) {
        active.decrement();
    }

    /**
     * An error page begins for the request that this thread works on: the route that it has so far stays.
     */
    public static void keepRoute() {
        Request request = current();
        if (request != null) {
            request.keepRoute(null);
        }
    }

    /**
     * A request was answered.
     *
     * @param method as sent
     * @param route template that matched, as far as the server knows; null where nothing did
     * @param path as sent; used only to tell the root from the rest
     * @param status number, if {@link Request#sent} has not said another
     * @param thrown what the application threw, if the server knows of anything that {@link Request#fail} does not
     */
    public static void stop(
            Request request,
            @Nullable String method,
            @Nullable String route,
            @Nullable String path,
            int status,
            @Nullable Throwable thrown) {
        boolean isSent = request.sentStatus != 0;
        Throwable failure = request.thrown != null || request.sentAll ? request.thrown : thrown;
        answered(request, method, route, path, isSent ? request.sentStatus : status, failure);
    }

    private static void answered(
            Request request,
            @Nullable String method,
            @Nullable String route,
            @Nullable String path,
            int status,
            @Nullable Throwable failure) {
        active.decrement();
        String knownMethod = HttpLabels.method(method);
        String uri = uri(request.routeKept || request.route != null ? request.route : route, path, status);
        // Exemplars ask for the current trace.
        TraceContext previous = TraceContext.swap(request.trace);
        try {
            requests.record(
                    System.nanoTime() - request.start,
                    knownMethod,
                    uri,
                    HttpLabels.status(status),
                    HttpLabels.outcome(status),
                    HttpLabels.exception(failure));
            Database.requestEnded(knownMethod, uri, request.statements);
        } finally {
            TraceContext.swap(previous);
        }
    }

    static String uri(@Nullable String route, @Nullable String path, int status) {
        boolean catchAll = "/**".equals(route);
        if (route != null && !(catchAll && status == 404)) {
            return route.isEmpty() || route.equals("/") ? "root" : route;
        }
        if (status >= 300 && status < 400) {
            return "REDIRECTION";
        }
        if (status == 404) {
            return "NOT_FOUND";
        }
        return path != null && (path.isEmpty() || path.equals("/")) ? "root" : HttpLabels.UNKNOWN;
    }

    static void bindTo(MeterRegistry registry) {
        Meters.gauge(registry, Catalogue.HTTP_SERVER_REQUESTS_ACTIVE, active, LongAdder::sum);
    }
}
