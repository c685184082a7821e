package io.crowsnest.meters;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BoundsTest {

    private static final double[] MILLIS = {5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000};

    static Stream<Arguments> the_bucket_of_a_duration_is_the_first_that_is_not_below_it() {
        return Stream.of(
                Arguments.of("usual", DoubleStream.of(MILLIS).map(each -> each * 1e6)),
                Arguments.of("none", DoubleStream.empty()),
                Arguments.of("shortest", DoubleStream.of(1, 2, 3, 7, 8, 9)),
                Arguments.of("powers", IntStream.range(0, 63).mapToDouble(power -> Math.scalb(1.0, power))),
                Arguments.of("crowded", IntStream.range(0, 500).mapToDouble(i -> 1e9 + i * 1e3)),
                Arguments.of("fractions", DoubleStream.of(1.5, 1000.7, 1000.9)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void the_bucket_of_a_duration_is_the_first_that_is_not_below_it(String name, DoubleStream recorded) {
        double[] nanos = recorded.toArray();
        Bounds bounds = new Bounds(nanos, true);
        Random random = new Random(1);
        LongStream anywhere = LongStream.range(0, 100_000).map(round -> random.nextLong() >>> (1 + random.nextInt(63)));
        LongStream onAndBesideBounds = DoubleStream.of(nanos)
                .mapToLong(bound -> (long) bound)
                .flatMap(bound -> LongStream.of(Math.max(0, bound - 1), bound, Math.max(bound, bound + 1)));
        LongStream.concat(LongStream.of(0, 1, Long.MAX_VALUE), LongStream.concat(anywhere, onAndBesideBounds))
                .forEach(duration -> {
                    int expected = 0;
                    while (expected < nanos.length && (long) nanos[expected] < duration) {
                        expected++;
                    }
                    assertThat(bounds.bucketOf(duration)).as("%d ns", duration).isEqualTo(expected);
                });
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
