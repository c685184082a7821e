import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.Histogram;
import com.codahale.metrics.Meter;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Timer;
import java.util.concurrent.TimeUnit;

/** A registry with one metric of each kind. */
public final class Main {

    private static final MetricRegistry REGISTRY = new MetricRegistry();

    public static void main(String[] args) throws Exception {
        Counter open = REGISTRY.counter("shop.baskets-open");
        open.inc(5);
        open.dec(2);
        Expect.sample("shop_baskets_open", 3);

        Meter orders = REGISTRY.meter("shop.orders");
        orders.mark(4);
        Expect.sample("shop_orders_total", 4);

        Histogram sizes = REGISTRY.histogram("shop.sizes");
        sizes.update(10);
        sizes.update(10);
        Expect.sample("shop_sizes_count", 2);
        Expect.sample("shop_sizes{quantile=\"0.5\"}", 10);
        Expect.absent("shop_sizes_sum");

        Timer work = REGISTRY.timer("shop.work");
        work.update(250, TimeUnit.MILLISECONDS);
        Expect.sample("shop_work_count", 1);
        Expect.sample("shop_work{quantile=\"0.99\"}", 0.25);

        REGISTRY.register("shop.temperature", (Gauge<Double>) () -> 21.5);
        REGISTRY.register("shop.open", (Gauge<Boolean>) () -> true);
        REGISTRY.register("shop.mood", (Gauge<String>) () -> "good");
        Expect.sample("shop_temperature", 21.5);
        Expect.sample("shop_open", 1);
        Expect.absent("shop_mood");

        REGISTRY.register("shop.broken", (Gauge<Integer>) () -> {
            throw new IllegalStateException("not today");
        });
        Expect.errors("dropwizard-metrics", 1);
        Expect.look();
    }
}
