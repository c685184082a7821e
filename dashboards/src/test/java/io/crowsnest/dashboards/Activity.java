package io.crowsnest.dashboards;

import io.crowsnest.exporter.prometheus.PrometheusConfig;
import io.crowsnest.exporter.prometheus.PrometheusExporter;
import io.crowsnest.meters.RegistryOptions;
import io.crowsnest.meters.StripedMeterRegistry;
import io.crowsnest.meters.TraceIds;
import io.crowsnest.telemetry.AgentMetrics;
import io.crowsnest.telemetry.Database;
import io.crowsnest.telemetry.DatabaseConnections;
import io.crowsnest.telemetry.DestinationStats;
import io.crowsnest.telemetry.ExporterHealth;
import io.crowsnest.telemetry.HookErrors;
import io.crowsnest.telemetry.HttpClient;
import io.crowsnest.telemetry.HttpServer;
import io.crowsnest.telemetry.JvmMetrics;
import io.crowsnest.telemetry.NamedExecutor;
import io.crowsnest.telemetry.Pool;
import io.crowsnest.telemetry.ServerThreads;
import io.crowsnest.telemetry.TargetInfo;
import io.crowsnest.telemetry.Telemetry;
import io.crowsnest.telemetry.TraceContext;
import java.net.URI;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A service that does some of everything, with the agent's own recorders and endpoint in this process. */
final class Activity implements AutoCloseable {

    private static final String WRITER = "jdbc:postgresql://shop.cluster-abc123.eu-west-1.rds.amazonaws.com/shop";

    private final StripedMeterRegistry registry = new StripedMeterRegistry(
            RegistryOptions.defaults().withSeriesLimit(100).withTraces(Activity::trace));
    private final PrometheusExporter exporter =
            PrometheusExporter.start(new PrometheusConfig("127.0.0.1", 0, "/metrics"), () -> "{}");
    private final ThreadPoolExecutor executor =
            new ThreadPoolExecutor(1, 2, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(10));
    private final Pool.State state = new Connections();
    private final ServerThreads.Tomcat connector = new Connector();
    private final ServerThreads.Jetty server = new Server();
    private final Pool hikari;
    private final Pool jdbc;
    private final DestinationStats destination = new DestinationStats("elasticsearch");
    private final ExporterHealth health = new ExporterHealth("elasticsearch");
    private final HookErrors hookErrors = new HookErrors("tomcat");
    private final TowardsDatadog datadog;
    private int rounds;

    private record Connections() implements Pool.State {
        @Override
        public int active() {
            return 2;
        }

        @Override
        public int idle() {
            return 1;
        }

        @Override
        public int pending() {
            return 0;
        }

        @Override
        public int max() {
            return 10;
        }

        @Override
        public int min() {
            return 1;
        }
    }

    private record Connector() implements ServerThreads.Tomcat {
        @Override
        public double max() {
            return 200;
        }

        @Override
        public double busy() {
            return 3;
        }

        @Override
        public double current() {
            return 10;
        }
    }

    private record Server() implements ServerThreads.Jetty {
        @Override
        public double min() {
            return 8;
        }

        @Override
        public double max() {
            return 200;
        }

        @Override
        public double busy() {
            return 5;
        }

        @Override
        public double idle() {
            return 4;
        }

        @Override
        public double current() {
            return 9;
        }

        @Override
        public double jobs() {
            return 1;
        }
    }

    Activity() {
        exporter.expose(registry);
        AgentMetrics.bindTo(registry, "1.0", 20_000_000);
        TargetInfo.bindTo(registry, "web", "1", "test");
        JvmMetrics.bindTo(registry);
        Telemetry.start(new Telemetry.Live(registry, List.of(0.005, 0.1, 0.25, 0.5, 1.0), 100));
        health.bindTo(registry);
        health.succeeded();
        destination.bindTo(registry);
        destination.bindRecoveredTo(registry);
        hookErrors.bindTo(registry);
        NamedExecutor.open("mail", executor);
        ServerThreads.tomcat("http-nio-8080", connector);
        ServerThreads.jetty("qtp", server);
        hikari = Pool.hikari("main", state);
        jdbc = Pool.jdbc("dbcp", "reports", state);
        datadog = new TowardsDatadog(registry);
        exporter.registered();
    }

    private static @Nullable TraceIds trace() {
        TraceContext trace = TraceContext.visible();
        return trace == null ? null : new TraceIds(trace.traceId(), trace.spanId());
    }

    URI metrics() {
        return URI.create(String.valueOf(exporter.url()));
    }

    /** A moment of the service's life, with a failure of each kind. */
    void round() {
        rounds++;
        for (int i = 0; i < 5; i++) {
            HttpServer.Request request = HttpServer.start(null, null);
            request.enter();
            HttpClient.Call call = HttpClient.start("GET", "stock", null);
            HttpClient.stop(call, i == 0 ? 503 : 200, null);
            statement("SELECT name FROM product WHERE id = 1", null);
            statement("UPDATE product SET stock = 1", i == 0 ? new SQLException("deadlock", "40001") : null);
            request.leave();
            boolean failed = i == 0;
            HttpServer.stop(
                    request,
                    "GET",
                    "/products/{id}",
                    "/products/1",
                    failed ? 500 : 200,
                    failed ? new IllegalStateException() : null);
        }
        failover();
        hikari.acquired(1_000_000);
        hikari.used(5_000_000);
        hikari.created(9_000_000);
        hikari.timedOut();
        jdbc.acquired(1_000_000);
        jdbc.timedOut();
        executor.execute(() -> {});
        destination.delivered(1);
        hookErrors.increment();
        if (rounds % 5 == 0) {
            System.gc();
        }
    }

    /** What a connection sees whose cluster gets another writer. */
    private static void failover() {
        DatabaseConnections.Opening opening = DatabaseConnections.start("postgresql", WRITER, "secret");
        DatabaseConnections.stop(opening, false, new SQLException("password authentication failed", "28P01"));
        opening = DatabaseConnections.start("postgresql", WRITER, "secret");
        DatabaseConnections.stop(opening, true, null);
        statement("UPDATE product SET stock = 2", new SQLException("failover", "08S02"));
        statement(
                "UPDATE product SET stock = 3", new SQLException("cannot execute in a read-only transaction", "25006"));
    }

    private static void statement(String sql, SQLException failure) {
        Database.stop(Database.start("postgresql", sql), failure);
    }

    @Override
    public void close() {
        executor.shutdown();
        datadog.close();
        hikari.close();
        jdbc.close();
        exporter.close();
    }
}
