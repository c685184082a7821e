package io.crowsnest.exporter.prometheus;

import io.crowsnest.meters.StripedMeterRegistry;
import io.crowsnest.telemetry.ExporterHealth;
import io.crowsnest.telemetry.Telemetry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers Prometheus: an HTTP endpoint that shows a registry. */
public final class PrometheusExporter implements AutoCloseable {

    private static final String STATUS = "/status";
    private static final String HEALTHY = "/-/healthy";
    private static final String READY = "/-/ready";

    private static final int PORT_SPAN = 10;
    private static final int DEADLINE_MILLIS = 5000;
    private static final int MOST_SCRAPES = 4;
    private static final int LONGEST_START_SECONDS = 8;
    private static final double USUAL_PATIENCE_SECONDS = 10;
    private static final double SHORTEST_PATIENCE_SECONDS = 0.1;
    private static final double LONGEST_PATIENCE_SECONDS = 60;

    /** What an answer needs to get there. */
    private static final double ON_THE_WAY_SECONDS = 0.25;

    private final PrometheusConfig config;
    private final Supplier<String> statusJson;
    private final ExporterHealth health = new ExporterHealth("prometheus");
    private final CountDownLatch registered = new CountDownLatch(1);
    private volatile @Nullable Exposition exposition;
    private final Sources sources = new Sources(new Failures<>(health, ""));
    private @Nullable Scrapes scrapes;
    private final Semaphore places = new Semaphore(MOST_SCRAPES);
    private @Nullable ScrapeServer server;
    private List<String> notes = List.of();

    private PrometheusExporter(PrometheusConfig config, Supplier<String> statusJson) {
        this.config = config;
        this.statusJson = statusJson;
    }

    /**
     * Opens the endpoint; scrapes wait for {@link #expose} and {@link #registered}. Where no port is free it stays without: {@link #url} is null then, and
     * {@link #notes} tell why.
     *
     * @param statusJson the agent's state as a JSON object, asked for on each request of it
     */
    public static PrometheusExporter start(PrometheusConfig config, Supplier<String> statusJson) {
        PrometheusExporter exporter = new PrometheusExporter(config, statusJson);
        exporter.listen();
        return exporter;
    }

    private void listen() {
        try {
            ScrapeServer started = ScrapeServer.start(
                    new ScrapeServer.Config(config.host(), config.port(), PORT_SPAN, DEADLINE_MILLIS, config.tls()),
                    handlers(),
                    new Failures<>(health, "answer failed: "));
            server = started;
            if (config.port() != 0 && started.port() != config.port()) {
                notes = List.of("metrics port taken port=" + config.port() + " using=" + started.port());
            }
        } catch (IOException | RuntimeException e) {
            health.failed("cannot listen: " + e.getMessage());
            notes = List.of("metrics endpoint not open host=" + config.host() + " port=" + config.port() + " reason=\""
                    + e.getMessage() + "\"");
        }
    }

    /** From now on shows what is in {@code registry} under the names that it has there. */
    public void expose(StripedMeterRegistry registry) {
        expose(registry, Naming.MICROMETER);
    }

    /** From now on shows what is in {@code registry} under the names of {@code naming}. */
    public void expose(StripedMeterRegistry registry, Naming naming) {
        exposition = new Exposition(registry, naming, health::failed);
    }

    /** From now on also shows what {@code source} has. */
    public void add(FamilySource source) {
        sources.add(source);
    }

    /** Names that a source has and the last scrape left out, because the registry or a source before it has them. */
    public Set<String> duplicates() {
        Exposition shown = exposition;
        return shown == null ? Set.of() : shown.duplicates();
    }

    /** How scrapes went. */
    public ExporterHealth health() {
        return health;
    }

    /** Everything is registered: scrapes that wait for it may go on. */
    public void registered() {
        registered.countDown();
    }

    /** Where the metrics are, for example {@code http://127.0.0.1:9464/metrics}; null if the endpoint is not open. */
    public @Nullable String url() {
        ScrapeServer open = server;
        if (open == null) {
            return null;
        }
        String host = config.host().indexOf(':') >= 0 && !config.host().startsWith("[")
                ? "[" + config.host() + "]"
                : config.host();
        return (config.tls() == null ? "http://" : "https://") + host + ":" + open.port() + config.path();
    }

    /** What the operator should know about the start, one line each; empty if all went as configured. */
    public List<String> notes() {
        return notes;
    }

    /** Closes the endpoint. */
    @Override
    public void close() {
        ScrapeServer open = server;
        if (open != null) {
            open.close();
        }
    }

    private Map<String, Handler> handlers() {
        Map<String, Handler> handlers = new HashMap<>();
        Handler answers = new Answers();
        for (String path : StatusPage.PATHS) {
            handlers.put(path, answers);
        }
        handlers.put(STATUS, answers);
        handlers.put(HEALTHY, answers);
        handlers.put(READY, answers);
        handlers.put(config.path(), answers);
        return handlers;
    }

    // No lambdas: the JVM would have to make their classes while the application starts.

    private record Failures<T>(ExporterHealth health, String what) implements Consumer<T> {
        @Override
        public void accept(T reason) {
            health.failed(what + reason);
        }
    }

    /** For all paths. */
    private final class Answers implements Handler {
        @Override
        public Response answer(Request request) throws IOException {
            String path = request.path();
            if (path.equals(config.path())) {
                return scrape(request);
            }
            return switch (path) {
                case HEALTHY -> Response.text(200, "healthy");
                case READY -> Response.text(200, "ready");
                default -> isLocal(request) ? local(path) : refused();
            };
        }
    }

    private Response scrape(Request request) {
        Credentials credentials = config.credentials();
        if (credentials.areRequired() && !credentials.accept(request.header("authorization"))) {
            return Response.text(401, "unauthorized").with("WWW-Authenticate", credentials.challenge());
        }
        Telemetry.demand();
        long patience = patience(request);
        if (!acquire(patience)) {
            return Response.text(503, "too many scrapes at once").with("Retry-After", "1");
        }
        try {
            return scrape(request, patience);
        } finally {
            places.release();
        }
    }

    private boolean acquire(long nanos) {
        try {
            return places.tryAcquire(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Response scrape(Request request, long patience) {
        Exposition exposition = awaitExposition(patience);
        if (exposition == null) {
            return Response.text(503, "the agent is still starting");
        }
        Negotiated negotiated = Negotiated.of(request.header("accept"));
        try {
            Rendering rendering = scrapes().get(exposition, sources, negotiated.format(), patience);
            health.succeeded();
            return Response.of(200, negotiated.contentType(), rendering);
        } catch (TimeoutException e) {
            health.failed("scrape took longer than the client waits");
            return Response.text(503, "scrape takes too long");
        } catch (IOException | RuntimeException | Error e) {
            health.failed("scrape failed: " + e);
            return Response.text(500, "scrape failed: " + e.getClass().getSimpleName());
        }
    }

    /** Made for the first: what writes and packs them is not loaded while the application starts. */
    private synchronized Scrapes scrapes() {
        Scrapes made = scrapes;
        if (made == null) {
            made = new Scrapes();
            scrapes = made;
        }
        return made;
    }

    /** How long the client waits for an answer, in nanoseconds: as Prometheus says in a header, or ten seconds. */
    private static long patience(Request request) {
        double seconds =
                Math.min(seconds(request.header("x-prometheus-scrape-timeout-seconds")), LONGEST_PATIENCE_SECONDS);
        return (long) (1e9 * Math.max(SHORTEST_PATIENCE_SECONDS, seconds - ON_THE_WAY_SECONDS));
    }

    private static double seconds(@Nullable String header) {
        try {
            double seconds = header == null ? USUAL_PATIENCE_SECONDS : Double.parseDouble(header);
            return Double.isNaN(seconds) ? USUAL_PATIENCE_SECONDS : seconds;
        } catch (NumberFormatException e) {
            return USUAL_PATIENCE_SECONDS;
        }
    }

    /** The first scrape is the reason for metrics to start, and waits for them. */
    private @Nullable Exposition awaitExposition(long nanos) {
        try {
            long most = Math.min(nanos, TimeUnit.SECONDS.toNanos(LONGEST_START_SECONDS));
            return registered.await(most, TimeUnit.NANOSECONDS) ? exposition : null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private boolean isLocal(Request request) {
        return LocalAccess.allowed(request) || config.credentials().accept(request.header("authorization"));
    }

    private static Response refused() {
        return Response.text(403, "forbidden: ask from this machine, by the name localhost");
    }

    /** What only those see who may see the status. */
    private Response local(String path) throws IOException {
        return path.equals(STATUS) ? status() : StatusPage.answer(path, config.path());
    }

    private Response status() {
        return Response.of(
                200, "application/json; charset=utf-8", statusJson.get().getBytes(StandardCharsets.UTF_8));
    }
}
