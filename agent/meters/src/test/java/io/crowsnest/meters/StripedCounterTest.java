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
    void threads_that_meet_lose_nothing() throws InterruptedException {
        int threads = 8;
        CountDownLatch done = new CountDownLatch(threads);
        for (int t = 0; t < threads; t++) {
            new Thread(() -> {
                        for (int i = 0; i < 200_000; i++) {
                            counter.increment();
                        }
                        done.countDown();
                    })
                    .start();
        }
        done.await();

        assertThat(counter.count()).isEqualTo(threads * 200_000);
    }
}
