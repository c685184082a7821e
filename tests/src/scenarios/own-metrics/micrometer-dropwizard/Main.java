import com.codahale.metrics.MetricRegistry;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.dropwizard.DropwizardConfig;
import io.micrometer.core.instrument.dropwizard.DropwizardMeterRegistry;
import io.micrometer.core.instrument.util.HierarchicalNameMapper;
import java.time.Duration;

/** A registry of Dropwizard in which Micrometer keeps its meters, as its registries for JMX and Graphite do, beside the application's own. */
public final class Main {

    private static final MetricRegistry SHARED = new MetricRegistry();
    private static final Meters METERS = new Meters();

    public static void main(String[] args) throws Exception {
        SHARED.meter("shop.orders").mark(4);
        Expect.sample("shop_orders_total", 4);

        Counter.builder("baskets").tag("kind", "gift").register(METERS).increment(3);
        Expect.sample("baskets_total{kind=\"gift\"}", 3);
        Expect.absent("baskets_kind_gift_total");

        Timer.builder("work.time").register(METERS).record(Duration.ofMillis(250));
        Expect.sample("work_time_seconds_count", 1);
        Expect.absent("workTime_count");

        METERS.gauge("size", 7);
        Expect.sample("size", 7);
        Expect.look();
    }

    private static final class Meters extends DropwizardMeterRegistry {

        Meters() {
            super(new Defaults(), SHARED, HierarchicalNameMapper.DEFAULT, Clock.SYSTEM);
        }

        // Not an override in Micrometer 1.0.
        protected Double nullGaugeValue() {
            return Double.NaN;
        }
    }

    private static final class Defaults implements DropwizardConfig {

        @Override
        public String prefix() {
            return "shop";
        }

        @Override
        public String get(String key) {
            return null;
        }
    }
}
