import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import io.prometheus.client.Summary;
import java.util.List;

/** The default registry, and one whose collector fails. */
public final class Main {

    private static final CollectorRegistry broken = new CollectorRegistry();

    public static void main(String[] args) throws Exception {
        Counter orders =
                Counter.build("orders_total", "Orders.").labelNames("region").register();
        orders.labels("eu").inc(3);
        Expect.sample("orders_total{region=\"eu\"}", 3);

        Gauge.build("queue_length", "Queue.").register().set(7);
        Expect.sample("queue_length", 7);

        Histogram work = Histogram.build("work_seconds", "Work.")
                .buckets(0.5, 1)
                .labelNames("kind")
                .register();
        work.labels("a").observe(0.25);
        work.labels("a").observe(4);
        work.labels("b").observe(0.75);
        Expect.sample("work_seconds_bucket{kind=\"a\",le=\"0.5\"}", 1);
        Expect.sample("work_seconds_bucket{kind=\"a\",le=\"+Inf\"}", 2);
        Expect.sample("work_seconds_bucket{kind=\"b\",le=\"0.5\"}", 0);
        Expect.sample("work_seconds_bucket{kind=\"b\",le=\"1.0\"}", 1);
        Expect.sample("work_seconds_count{kind=\"a\"}", 2);
        Expect.sample("work_seconds_sum{kind=\"b\"}", 0.75);

        Summary sizes = Summary.build("sizes_bytes", "Sizes.").quantile(0.5, 0.01).register();
        sizes.observe(10);
        Expect.sample("sizes_bytes{quantile=\"0.5\"}", 10);
        Expect.sample("sizes_bytes_sum", 10);
        Expect.absent("sizes_bytes_created");

        broken.register(new Collector() {
            private boolean collected;

            @Override
            public List<MetricFamilySamples> collect() {
                if (!collected) {
                    collected = true;
                    return List.of();
                }
                throw new IllegalStateException("not today");
            }
        });
        Expect.errors("simpleclient", 1);
        Gauge.build("jvm_threads_live_threads", "Ours, too.").register();
        Expect.status("\"jvm_threads_live_threads\"");
        Expect.look();
    }
}
