import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.simple.CountingMode;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The global registry with two that keep its meters, one of them for the last minute only, and a registry by itself. */
public final class Main {

    private static final SimpleMeterRegistry alone = new SimpleMeterRegistry();
    private static final SimpleMeterRegistry byStep = new SimpleMeterRegistry(new ByStep(), Clock.SYSTEM);

    public static void main(String[] args) throws Exception {
        Metrics.addRegistry(new SimpleMeterRegistry(new ByStep(), Clock.SYSTEM));
        Metrics.addRegistry(new SimpleMeterRegistry());

        Counter orders = Counter.builder("orders.placed")
                .description("Orders by region.")
                .tag("region", "eu")
                .baseUnit("orders")
                .register(Metrics.globalRegistry);
        orders.increment(3);
        Expect.sample("orders_placed_orders_total{region=\"eu\"}", 3);

        AtomicInteger queued = new AtomicInteger(7);
        Gauge.builder("queue.size", queued, AtomicInteger::get).register(Metrics.globalRegistry);
        Expect.sample("queue_size", 7);

        Timer work = Timer.builder("work.time").publishPercentiles(0.5).register(Metrics.globalRegistry);
        work.record(250, TimeUnit.MILLISECONDS);
        work.record(750, TimeUnit.MILLISECONDS);
        Expect.sample("work_time_seconds_count", 2);
        Expect.sample("work_time_seconds_sum", 1);
        Expect.sample("work_time_seconds_max", 0.75);

        DistributionSummary sizes = DistributionSummary.builder("basket.size")
                .baseUnit("items")
                .register(Metrics.globalRegistry);
        sizes.record(4);
        sizes.record(6);
        Expect.sample("basket_size_items_count", 2);
        Expect.sample("basket_size_items_sum", 10);

        FunctionCounter.builder("cache.hits", queued, any -> 11).register(Metrics.globalRegistry);
        Expect.sample("cache_hits_total", 11);
        FunctionTimer.builder("cache.loads", queued, any -> 5, any -> 2500, TimeUnit.MILLISECONDS)
                .register(Metrics.globalRegistry);
        Expect.sample("cache_loads_seconds_count", 5);
        Expect.sample("cache_loads_seconds_sum", 2.5);

        LongTaskTimer imports = LongTaskTimer.builder("imports").register(Metrics.globalRegistry);
        imports.start();
        Expect.sample("imports_seconds_active_count", 1);

        alone.counter("alone", "odd-label", "a \"quoted\" value").increment();
        Expect.sample("alone_total{odd_label=\"a \\\"quoted\\\" value\"}", 1);

        byStep.counter("stepped").increment();
        byStep.gauge("stepped.size", 9);
        Expect.absent("stepped_total");
        Expect.sample("stepped_size", 9);
        Expect.status("1 of the meters of io.micrometer.core.instrument.simple.SimpleMeterRegistry are not shown");

        new JvmMemoryMetrics().bindTo(Metrics.globalRegistry);
        Expect.status("\"jvm_memory_used_bytes\"");
        Expect.look();
    }

    private static final class ByStep implements SimpleConfig {
        @Override
        public String get(String key) {
            return null;
        }

        @Override
        public CountingMode mode() {
            return CountingMode.STEP;
        }

        @Override
        public Duration step() {
            return Duration.ofMinutes(1);
        }
    }
}
