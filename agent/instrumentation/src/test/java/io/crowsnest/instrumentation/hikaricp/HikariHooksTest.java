package io.crowsnest.instrumentation.hikaricp;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.metrics.IMetricsTracker;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import com.zaxxer.hikari.metrics.PoolStats;
import io.crowsnest.telemetry.HookErrors;
import io.crowsnest.telemetry.Telemetry;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Pools of an application, while everything of ours about pools fails. */
final class HikariHooksTest {

    private final List<String> seen = new ArrayList<>();
    private final PoolStats stats = new PoolStats(0) {
        @Override
        protected void update() {}
    };

    @BeforeAll
    static void fail() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        registry.config().meterFilter(new MeterFilter() {
            @Override
            public MeterFilterReply accept(Meter.Id id) {
                if (id.getName().startsWith("hikaricp")) {
                    throw new NoClassDefFoundError("x/Y");
                }
                return MeterFilterReply.NEUTRAL;
            }
        });
        Telemetry.start(new Telemetry.Live(registry, List.of(), 8));
    }

    @Test
    void aPoolOpensAndEachFailureIsCounted() {
        long before = HookErrors.of("hikaricp").increment();

        use(HikariHooks.observe(this, null));

        assertThat(HookErrors.of("hikaricp").increment() - before).isEqualTo(1 + 4);
    }

    @Test
    void theTrackerOfTheApplicationSeesEverything() {
        use(HikariHooks.observe(this, (name, stats) -> new Own()));

        assertThat(seen).containsExactly("created", "acquired", "used", "timeout", "closed");
    }

    private void use(MetricsTrackerFactory factory) {
        IMetricsTracker tracker = factory.create("main", stats);
        tracker.recordConnectionCreatedMillis(1);
        tracker.recordConnectionAcquiredNanos(1);
        tracker.recordConnectionUsageMillis(1);
        tracker.recordConnectionTimeout();
        tracker.close();
    }

    private final class Own implements IMetricsTracker {
        @Override
        public void recordConnectionCreatedMillis(long millis) {
            seen.add("created");
        }

        @Override
        public void recordConnectionAcquiredNanos(long nanos) {
            seen.add("acquired");
        }

        @Override
        public void recordConnectionUsageMillis(long millis) {
            seen.add("used");
        }

        @Override
        public void recordConnectionTimeout() {
            seen.add("timeout");
        }

        @Override
        public void close() {
            seen.add("closed");
        }
    }
}
