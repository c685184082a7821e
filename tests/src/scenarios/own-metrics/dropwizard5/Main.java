import io.dropwizard.metrics5.Counter;
import io.dropwizard.metrics5.Gauge;
import io.dropwizard.metrics5.Histogram;
import io.dropwizard.metrics5.Meter;
import io.dropwizard.metrics5.MetricName;
import io.dropwizard.metrics5.MetricRegistry;
import io.dropwizard.metrics5.Timer;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A registry with one metric of each kind. */
public final class Main {

    private static final MetricRegistry REGISTRY = new MetricRegistry();

    public static void main(String[] args) throws Exception {
        Counter open = REGISTRY.counter("shop.baskets-open");
        open.inc(5);
        open.dec(2);
        Expect.sample("shop_baskets_open", 3);

        Meter orders = REGISTRY.meter(new MetricName("shop.orders", Map.of("region", "eu")));
        orders.mark(4);
        Expect.sample("shop_orders_total{region=\"eu\"}", 4);

        Histogram sizes = REGISTRY.histogram("shop.sizes");
        sizes.update(10);
        sizes.update(30);
        Expect.sample("shop_sizes_count", 2);
        Expect.sample("shop_sizes_sum", 40);

        Timer work = REGISTRY.timer("shop.work");
        work.update(250, TimeUnit.MILLISECONDS);
        Expect.sample("shop_work_count", 1);
        Expect.sample("shop_work_sum", 0.25);
        Expect.sample("shop_work{quantile=\"0.99\"}", 0.25);

        REGISTRY.register("shop.temperature", (Gauge<Double>) () -> 21.5);
        Expect.sample("shop_temperature", 21.5);
        Expect.look();
    }
}
