package io.crowsnest.meters;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class StripedTimerTest {

    private final MockClock clock = new MockClock();
    private final StripedMeterRegistry registry = new StripedMeterRegistry(RegistryOptions.defaults(), clock);
    private final Timer timer = Timer.builder("work")
            .serviceLevelObjectives(Duration.ofMillis(1), Duration.ofMillis(10))
            .register(registry);
    private final Reading reading = new Reading();

    @Test
    void a_value_on_a_bound_belongs_to_the_bucket_below() {
        timer.record(1_000_000, TimeUnit.NANOSECONDS);
        timer.record(1_000_001, TimeUnit.NANOSECONDS);
        timer.record(0, TimeUnit.NANOSECONDS);
        timer.record(1, TimeUnit.HOURS);
        read();

        assertThat(List.of(reading.bucket(0), reading.bucket(1), reading.bucket(2)))
                .containsExactly(2L, 1L, 1L);
        assertThat(reading.count()).isEqualTo(4);
        assertThat(reading.sum()).isEqualTo(3600.002000001);
        assertThat(reading.maximum()).isEqualTo(3600);
    }

    @Test
    void a_timer_has_its_own_buckets_where_a_summary_came_first_whose_bounds_read_the_same() {
        DistributionSummary.builder("size").serviceLevelObjectives(1, 10).register(registry);
        Timer inSeconds = Timer.builder("work.in.seconds")
                .serviceLevelObjectives(Duration.ofSeconds(1), Duration.ofSeconds(10))
                .register(registry);
        inSeconds.record(5, TimeUnit.SECONDS);

        ((StripedTimer) inSeconds).read(reading);

        assertThat(List.of(reading.bucket(0), reading.bucket(1), reading.bucket(2)))
                .containsExactly(0L, 1L, 0L);
    }

    @Test
    void what_is_under_way_has_the_same_bounds_in_each_reading() {
        LongTaskTimer jobs = LongTaskTimer.builder("jobs")
                .serviceLevelObjectives(Duration.ofMinutes(1))
                .register(registry);
        ((Series) jobs).read(reading);
        Bounds first = reading.bounds();
        jobs.start();
        ((Series) jobs).read(reading);

        assertThat(first.size()).isPositive();
        assertThat(reading.bounds()).isSameAs(first);
    }

    @Test
    void a_negative_duration_is_left_out() {
        timer.record(-1, TimeUnit.NANOSECONDS);
        read();

        assertThat(reading.count()).isZero();
    }

    @Test
    void count_sum_and_buckets_belong_together_at_any_moment_and_nothing_is_lost() throws InterruptedException {
        int threads = 6;
        int rounds = 200_000;
        CountDownLatch done = new CountDownLatch(threads);
        AtomicBoolean torn = new AtomicBoolean();
        for (int t = 0; t < threads; t++) {
            Thread recorder = new Thread(() -> {
                for (int i = 0; i < rounds; i++) {
                    timer.record(7, TimeUnit.NANOSECONDS);
                }
                done.countDown();
            });
            recorder.setDaemon(true);
            recorder.start();
        }
        long last = 0;
        while (done.getCount() > 0) {
            read();
            torn.compareAndSet(false, reading.nanos() != 7 * reading.count() || reading.count() < last);
            last = reading.count();
        }
        read();

        assertThat(torn).isFalse();
        assertThat(reading.count()).isEqualTo((long) threads * rounds);
        assertThat(reading.nanos()).isEqualTo(7L * threads * rounds);
    }

    @Test
    void a_maximum_is_shown_for_two_steps_after_the_look_that_closed_its_slot() {
        timer.record(5, TimeUnit.SECONDS);
        List<Double> shown = new ArrayList<>();
        for (int minute = 0; minute < 4; minute++) {
            clock.add(Duration.ofMinutes(1));
            timer.record(1, TimeUnit.SECONDS);
            read();
            shown.add(reading.maximum());
        }

        assertThat(shown).containsExactly(5.0, 5.0, 1.0, 1.0);
    }

    @Test
    void a_maximum_is_not_shown_again_when_its_slot_is() {
        List<Double> shown = new ArrayList<>();
        for (int minute = 0; minute < 12; minute++) {
            if (minute % 4 == 0) {
                timer.record(12 - minute, TimeUnit.SECONDS);
            }
            clock.add(Duration.ofMinutes(1));
            read();
            shown.add(reading.maximum());
        }

        assertThat(shown).containsExactly(12.0, 12.0, 0.0, 0.0, 8.0, 8.0, 0.0, 0.0, 4.0, 4.0, 0.0, 0.0);
    }

    @Test
    void a_maximum_that_nobody_looked_at_for_hours_is_not_missed() {
        timer.record(5, TimeUnit.SECONDS);
        clock.add(Duration.ofHours(3));
        read();

        assertThat(reading.maximum()).isEqualTo(5);
    }

    @Test
    void exponential_buckets_hold_what_was_recorded() {
        StripedMeterRegistry exponential =
                new StripedMeterRegistry(RegistryOptions.defaults().withExponentialBuckets(true), clock);
        Timer both = exponential.timer("both");
        both.record(1, TimeUnit.SECONDS);
        both.record(1_050, TimeUnit.MILLISECONDS);
        both.record(0, TimeUnit.SECONDS);
        exponential.families().get(0).view().array()[0].read(reading);

        assertThat(reading.exponential().at(0)).as("(2^(-1/8), 1]").isEqualTo(1);
        assertThat(reading.exponential().at(1)).as("(1, 2^(1/8)]").isEqualTo(1);
        assertThat(reading.exponential().zero()).isEqualTo(1);
    }

    @Test
    void the_first_measurement_of_a_sampled_trace_after_a_look_is_the_exemplar_of_its_bucket() {
        TraceIds trace = new TraceIds("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7");
        StripedMeterRegistry traced =
                new StripedMeterRegistry(RegistryOptions.defaults().withTraces(() -> trace), clock);
        Timer timed = Timer.builder("work")
                .serviceLevelObjectives(Duration.ofMillis(1))
                .register(traced);
        ExemplarSeries series = (ExemplarSeries) traced.families().get(0).view().array()[0];
        timed.record(3, TimeUnit.SECONDS);
        series.read(reading);
        assertThat(reading.exemplar(1)).as("before anybody wants one").isNull();

        series.rearmExemplars();
        timed.record(4, TimeUnit.SECONDS);
        timed.record(5, TimeUnit.SECONDS);
        series.read(reading);

        assertThat(reading.exemplar(0)).isNull();
        assertThat(reading.exemplar(1).trace()).isEqualTo(trace);
        assertThat(reading.exemplar(1).value()).isEqualTo(4);
    }

    private void read() {
        registry.families().get(0).view().array()[0].read(reading);
    }
}
