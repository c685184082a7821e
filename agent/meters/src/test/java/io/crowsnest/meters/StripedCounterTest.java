package io.crowsnest.meters;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class StripedCounterTest {

    private final Counter counter = new StripedMeterRegistry(RegistryOptions.defaults()).counter("orders");

    @Test
    void a_counter_does_not_fall() {
        counter.increment(2.5);
        counter.increment(-1);
        counter.increment(Double.NaN);

        assertThat(counter.count()).isEqualTo(2.5);
    }

    @Test
    void whole_numbers_fractions_and_large_numbers_are_one_sum() {
        counter.increment();
        counter.increment(41);
        counter.increment(0.25);
        counter.increment(1 << 20);
        counter.increment(1 << 21);
        counter.increment(0);

        assertThat(counter.count()).isEqualTo(42.25 + (1 << 20) + (1 << 21));
    }

    @Test
    void what_is_beyond_all_numbers_stays_there() {
        counter.increment();
        counter.increment(Double.POSITIVE_INFINITY);

        assertThat(counter.count()).isInfinite();
    }

    @Test
    void no_sum_of_large_numbers_turns_negative() {
        for (int i = 0; i < 3; i++) {
            counter.increment(Long.MAX_VALUE);
        }

        assertThat(counter.count()).isEqualTo(3 * (double) Long.MAX_VALUE);
    }

    @Test
    void threads_that_meet_lose_nothing_and_nobody_sees_the_sum_fall() throws InterruptedException {
        int threads = 8;
        int rounds = 200_000;
        CountDownLatch done = new CountDownLatch(threads);
        for (int t = 0; t < threads; t++) {
            Thread recorder = new Thread(() -> {
                for (int i = 0; i < rounds; i++) {
                    counter.increment();
                    counter.increment(0.5);
                    counter.increment(3);
                }
                done.countDown();
            });
            recorder.setDaemon(true);
            recorder.start();
        }
        double last = 0;
        boolean fell = false;
        while (done.getCount() > 0) {
            double now = counter.count();
            fell |= now < last;
            last = now;
        }
        done.await();

        assertThat(fell).isFalse();
        assertThat(counter.count()).isEqualTo(4.5 * threads * rounds);
    }
}
