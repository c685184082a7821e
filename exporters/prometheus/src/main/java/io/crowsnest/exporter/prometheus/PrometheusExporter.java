package io.crowsnest.exporter.prometheus;

import io.crowsnest.telemetry.ExporterHealth;
import io.crowsnest.telemetry.Telemetry;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers Prometheus: a registry, and an HTTP endpoint that shows it. */
public final class PrometheusExporter implements AutoCloseable {

    private static final int PORT_SPAN = 10;
    private static final int DEADLINE_MILLIS = 5000;
    private static final int LONGEST_START_SECONDS = 8;

    private final PrometheusConfig config;
    private final Supplier<String> statusJson;
    private final ExporterHealth health = new ExporterHealth("prometheus");
    private final CountDownLatch registered = new CountDownLatch(1);
    private volatile @Nullable Exposition exposition;
    private volatile int lastSize = 16 * 1024;
    private @Nullable ScrapeServer server;
    private List<String> notes = List.of();

    private PrometheusExporter(PrometheusConfig config, Supplier<String> statusJson) {
        this.config = config;
        this.statusJson = statusJson;
    }

    /**
     * Opens the endpoint; the registry, which costs much more, waits for {@link #registry}. Where no port is free it stays without: {@link #url} is null then, and
     * {@link #notes} tell why.
     *
     * @param statusJson the agent's state as a JSON object, asked for on each request of it
     */
    public static PrometheusExporter start(PrometheusConfig config, Supplier<String> statusJson) {
        PrometheusExporter exporter = new PrometheusExporter(config, statusJson);
        exporter.listen();
        return exporter;
    }

    /** A registry without an endpoint, for whoever else reads the meters. */
    public static PrometheusExporter withoutEndpoint() {
        return new PrometheusExporter(new PrometheusConfig("", 0, ""), () -> "");
    }

    private void listen() {
        try {
            ScrapeServer started = ScrapeServer.start(
                    new ScrapeServer.Config(config.host(), config.port(), PORT_SPAN, DEADLINE_MILLIS),
                    handlers(),
                    failure -> health.failed("answer failed: " + failure));
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

    /** Where meters are registered; made by the first call. */
    public synchronized MeterRegistry registry() {
        Exposition made = exposition;
        if (made == null) {
            MicrometerLog.sendTo(health::failed);
            made = new MicrometerExposition(health);
            exposition = made;
        }
        return made.registry();
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
        return "http://" + host + ":" + open.port() + config.path();
    }

    /** What the operator should know about the start, one line each; empty if all went as configured. */
    public List<String> notes() {
        return notes;
    }

    /** Closes endpoint and registry. */
    @Override
    public void close() {
        ScrapeServer open = server;
        if (open != null) {
            open.close();
        }
        Exposition made = exposition;
        if (made != null) {
            made.registry().close();
        }
    }

    private Map<String, Handler> handlers() {
        Map<String, Handler> handlers = new HashMap<>();
        handlers.put("/", request -> local(request, this::links));
        handlers.put("/status", request -> local(request, this::status));
        handlers.put("/-/healthy", request -> Response.text(200, "healthy"));
        handlers.put("/-/ready", request -> Response.text(200, "ready"));
        handlers.put(config.path(), this::scrape);
        return handlers;
    }

    private Response scrape(Request request) {
        Telemetry.demand();
        Exposition exposition = awaitExposition();
        if (exposition == null) {
            return Response.text(503, "the agent is still starting");
        }
        Format format = Format.of(request.header("accept"));
        ByteArrayOutputStream out = new ByteArrayOutputStream(lastSize + lastSize / 8);
        try {
            Telemetry.read(() -> exposition.write(format, out));
        } catch (IOException | RuntimeException | Error e) {
            health.failed("scrape failed: " + e);
            return Response.text(500, "scrape failed: " + e.getClass().getSimpleName());
        }
        lastSize = out.size();
        health.succeeded();
        return Response.of(200, format.contentType(), out.toByteArray());
    }

    /** The first scrape is the reason for metrics to start, and waits for them. */
    private @Nullable Exposition awaitExposition() {
        try {
            return registered.await(LONGEST_START_SECONDS, TimeUnit.SECONDS) ? exposition : null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private static Response local(Request request, Supplier<Response> answer) {
        return LocalAccess.allowed(request)
                ? answer.get()
                : Response.text(403, "forbidden: ask from this machine, by the name localhost");
    }

    private Response status() {
        return Response.of(
                200, "application/json; charset=utf-8", statusJson.get().getBytes(StandardCharsets.UTF_8));
    }

    private Response links() {
        String html = "<!DOCTYPE html><html lang=\"en\"><title>Crowsnest</title><h1>Crowsnest</h1><ul>"
                + link(config.path(), "metrics")
                + link("/status", "status")
                + link("/-/healthy", "healthy")
                + link("/-/ready", "ready")
                + "</ul></html>\n";
        return Response.of(200, "text/html; charset=utf-8", html.getBytes(StandardCharsets.UTF_8))
                .with("Content-Security-Policy", "default-src 'none'");
    }

    private static String link(String path, String name) {
        String attribute = path.replace("&", "&amp;").replace("\"", "&quot;").replace("<", "&lt;");
        return "<li><a href=\"" + attribute + "\">" + name + "</a>";
    }
}
