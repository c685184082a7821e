import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;

/** The global registry with one for Prometheus and another. */
public final class Main {

    public static void main(String[] args) throws Exception {
        PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Metrics.addRegistry(new SimpleMeterRegistry());
        Metrics.addRegistry(prometheus);

        Metrics.counter("orders.placed", "region", "eu").increment(3);
        Expect.sample("orders_placed_total{region=\"eu\"}", 3);

        Timer work = Timer.builder("work.time").publishPercentileHistogram().register(Metrics.globalRegistry);
        work.record(Duration.ofMillis(250));
        work.record(Duration.ofMillis(750));
        Expect.sample("work_time_seconds_count", 2);
        Expect.sample("work_time_seconds_sum", 1);
        Expect.sample("work_time_seconds_max", 0.75);
        Expect.sample("work_time_seconds_bucket{le=\"+Inf\"}", 2);
        Expect.sample("work_time_seconds_bucket{le=\"0.268435456\"}", 1);

        Timer plain = Timer.builder("plain.time").register(Metrics.globalRegistry);
        plain.record(Duration.ofMillis(500));
        Expect.sample("plain_time_seconds_sum", 0.5);

        new ProcessorMetrics().bindTo(Metrics.globalRegistry);
        Timer.builder("http.server.requests").register(Metrics.globalRegistry).record(Duration.ofMillis(1));
        Expect.status("\"http_server_requests_seconds\"");
        Expect.status("\"http_server_requests_seconds_max\"");
        Expect.status("SimpleMeterRegistry is not read");
        Expect.look();
    }
}
