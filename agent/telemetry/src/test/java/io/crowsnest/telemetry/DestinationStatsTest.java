package io.crowsnest.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.telemetry.DestinationStats.Reason;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

class DestinationStatsTest {

    private final LongAdder captured = new LongAdder();
    private final DestinationStats stats = new DestinationStats("elasticsearch", captured::sum);

    @Test
    void what_was_captured_is_delivered_pending_dead_lettered_or_dropped() {
        for (int i = 0; i < 10; i++) {
            captured.increment();
        }
        stats.delivered(4);
        stats.deadLettered(2);
        stats.dropped(Reason.QUEUE_FULL, 1);
        stats.dropped(Reason.SHUTDOWN, 1);

        assertThat(stats.pending()).isEqualTo(2);
        assertThat(stats.delivered() + stats.pending() + stats.deadLettered() + stats.dropped())
                .isEqualTo(10);
    }

    @Test
    void what_is_set_aside_is_among_the_delivered() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        stats.bindTo(registry);
        stats.delivered(4);
        stats.setAside(3);
        stats.beforeReading();
        stats.pendingOf(10);

        assertThat(registry.get("crowsnest.log.events.set.aside")
                        .functionCounter()
                        .count())
                .isEqualTo(3);
        assertThat(registry.get("crowsnest.log.events.delivered")
                        .functionCounter()
                        .count())
                .isEqualTo(4);
        assertThat(registry.get("crowsnest.log.events.pending").gauge().value()).isEqualTo(6);
    }

    @Test
    void pending_is_never_negative_while_events_move() {
        CompletableFuture<Void> traffic = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 500_000; i++) {
                captured.increment();
                stats.delivered(1);
            }
        });

        long least = 0;
        while (!traffic.isDone()) {
            least = Math.min(least, stats.pending());
        }
        assertThat(least).isZero();
    }

    @Test
    void the_sum_is_right_at_every_reading_while_events_move() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        stats.bindTo(registry);
        CompletableFuture<Void> traffic = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 200_000; i++) {
                captured.increment();
                stats.delivered(1);
            }
        });
        while (!traffic.isDone()) {
            stats.beforeReading();
            long sum = captured.sum();
            stats.pendingOf(sum);

            double pending =
                    registry.get("crowsnest.log.events.pending").gauge().value();
            double delivered = registry.get("crowsnest.log.events.delivered")
                    .functionCounter()
                    .count();
            assertThat(delivered + pending).isEqualTo((double) sum);
            assertThat(pending).isNotNegative();
        }
    }

    @Test
    void each_reason_of_a_drop_has_its_series() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        stats.bindTo(registry);
        stats.dropped(Reason.QUEUE_FULL, 3);
        stats.beforeReading();

        assertThat(registry.get("crowsnest.log.events.dropped")
                        .tags("destination", "elasticsearch", "reason", "queue_full")
                        .functionCounter()
                        .count())
                .isEqualTo(3);
        assertThat(registry.get("crowsnest.log.events.dropped").meters()).hasSize(Reason.values().length);
    }
}
