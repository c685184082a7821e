import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.core.metrics.StateSet;
import io.prometheus.metrics.core.metrics.Summary;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** The default registry, and another with a series of the same name. */
public final class Main {

    private static final PrometheusRegistry other = new PrometheusRegistry();

    public static void main(String[] args) throws Exception {
        Counter orders =
                Counter.builder().name("orders_total").help("Orders.").labelNames("region").register();
        orders.labelValues("eu").inc(3);
        Expect.sample("orders_total{region=\"eu\"}", 3);

        Gauge queue = Gauge.builder().name("queue_length").help("Queue.").register();
        queue.set(7);
        Expect.sample("queue_length", 7);

        Histogram work = Histogram.builder()
                .name("work_seconds")
                .help("Work.")
                .classicUpperBounds(0.5, 1)
                .register();
        work.observe(0.25);
        work.observe(0.75);
        work.observe(4);
        Expect.sample("work_seconds_bucket{le=\"0.5\"}", 1);
        Expect.sample("work_seconds_bucket{le=\"1.0\"}", 2);
        Expect.sample("work_seconds_bucket{le=\"+Inf\"}", 3);
        Expect.sample("work_seconds_count", 3);
        Expect.sample("work_seconds_sum", 5);

        Histogram nativeOnly =
                Histogram.builder().name("native_seconds").help("Native.").nativeOnly().register();
        nativeOnly.observe(2);
        Expect.sample("native_seconds_bucket{le=\"+Inf\"}", 1);
        Expect.sample("native_seconds_sum", 2);

        Summary sizes = Summary.builder().name("sizes_bytes").help("Sizes.").quantile(0.5, 0.01).register();
        sizes.observe(10);
        Expect.sample("sizes_bytes{quantile=\"0.5\"}", 10);
        Expect.sample("sizes_bytes_count", 1);

        Info build = Info.builder().name("app_build_info").help("Build.").labelNames("version").register();
        build.addLabelValues("1.2.3");
        Expect.sample("app_build_info{version=\"1.2.3\"}", 1);

        StateSet state = StateSet.builder().name("light").help("Light.").states("red", "green").register();
        state.setTrue("green");
        Expect.sample("light{light=\"green\"}", 1);
        Expect.sample("light{light=\"red\"}", 0);

        Counter same = Counter.builder().name("orders_total").help("Orders.").labelNames("region").register(other);
        same.labelValues("us").inc(5);
        Expect.sample("orders_total{region=\"us\"}", 5);

        GaugeWithCallback.builder()
                .name("process_cpu_usage")
                .help("Ours, too.")
                .callback(callback -> callback.call(-1))
                .register(other);
        Expect.status("\"process_cpu_usage\"");
        Expect.look();
    }
}
