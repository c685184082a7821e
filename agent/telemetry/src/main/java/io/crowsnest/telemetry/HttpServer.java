package io.crowsnest.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Requests that the application answers. Labels follow Spring Boot, so that existing dashboards and alerts fit. */
public final class HttpServer {

    private static final TimerFamily requests = new TimerFamily(Catalogue.HTTP_SERVER_REQUESTS);
    private static final LongAdder active = new LongAdder();

    /** Everything else reads {@code UNKNOWN}: a client can invent methods, it must not invent series. */
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");

    private HttpServer() {}

    /** A request that has arrived and is not answered yet. */
    public static final class Request {
        private final long start = System.nanoTime();
        private boolean routeKept;
        private @Nullable String route;

        private Request() {}

        /** Keeps the route, or that there is none: what follows, such as an error page, has routes of its own. */
        public void keepRoute(@Nullable String template) {
            if (!routeKept) {
                routeKept = true;
                route = template;
            }
        }
    }

    /** A request has arrived. Each must be passed to {@link #stop} once. */
    public static Request start() {
        Database.Running.reset();
        active.increment();
        return new Request();
    }

    /**
     * A request was answered.
     *
     * @param method as sent
     * @param route template that matched; null where nothing did
     * @param path as sent; used only to tell the root from the rest
     * @param status number
     * @param thrown what the application threw, if anything
     */
    public static void stop(
            Request request,
            @Nullable String method,
            @Nullable String route,
            @Nullable String path,
            int status,
            @Nullable Throwable thrown) {
        active.decrement();
        requests.record(
                System.nanoTime() - request.start,
                method != null && METHODS.contains(method) ? method : "UNKNOWN",
                uri(request.routeKept ? request.route : route, path, status),
                status(status),
                outcome(status),
                exception(thrown));
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
        return path != null && (path.isEmpty() || path.equals("/")) ? "root" : "UNKNOWN";
    }

    private static String status(int status) {
        return status >= 100 && status < 600 ? STATUS[status] : "UNKNOWN";
    }

    static String outcome(int status) {
        return switch (status / 100) {
            case 1 -> "INFORMATIONAL";
            case 2 -> "SUCCESS";
            case 3 -> "REDIRECTION";
            case 4 -> "CLIENT_ERROR";
            case 5 -> "SERVER_ERROR";
            default -> "UNKNOWN";
        };
    }

    static String exception(@Nullable Throwable thrown) {
        if (thrown == null) {
            return "none";
        }
        String name = thrown.getClass().getSimpleName();
        return name.isEmpty() ? thrown.getClass().getName() : name;
    }

    static void bindTo(MeterRegistry registry) {
        Meters.gauge(registry, Catalogue.HTTP_SERVER_REQUESTS_ACTIVE, active, LongAdder::sum);
    }

    /** So that a status becomes a label without a new string each time. */
    private static final String[] STATUS = new String[600];

    static {
        for (int i = 0; i < STATUS.length; i++) {
            STATUS[i] = Integer.toString(i);
        }
    }
}
