package io.crowsnest.meters;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class BoundsTest {

    private static final double[] MILLIS = {5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000};

    @Test
    void the_bucket_of_a_duration_is_the_first_that_is_not_below_it() {
        double[] nanos = new double[MILLIS.length];
        for (int i = 0; i < nanos.length; i++) {
            nanos[i] = MILLIS[i] * 1e6;
        }
        Bounds bounds = new Bounds(nanos, true);
        Random random = new Random(1);
        for (int round = 0; round < 100_000; round++) {
            long duration = random.nextLong() >>> (1 + random.nextInt(62));
            int expected = 0;
            while (expected < nanos.length && nanos[expected] < duration) {
                expected++;
            }
            assertThat(bounds.bucketOf(duration)).as("%d ns", duration).isEqualTo(expected);
        }
    }

    @Test
    void bounds_of_a_timer_are_shown_in_seconds() {
        assertThat(new Bounds(new double[] {5e6}, true).upper(0)).isEqualTo(0.005);
    }

    @Test
    void the_last_bucket_has_no_bound() {
        assertThat(new Bounds(new double[] {1}, false).upper(1)).isInfinite();
    }

    @Test
    void exponential_buckets_are_found_by_their_definition() {
        Random random = new Random(2);
        for (int round = 0; round < 100_000; round++) {
            double value = Math.scalb(1 + random.nextDouble(), random.nextInt(90) - 31);
            int index = ExponentialCounts.indexOf(value);
            assertThat(value)
                    .as("bucket %d", index)
                    .isGreaterThan(Math.pow(2, (index - 1) / 8.0) * (1 - 1e-15))
                    .isLessThanOrEqualTo(Math.pow(2, index / 8.0) * (1 + 1e-15));
        }
    }
}
