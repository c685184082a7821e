package io.crowsnest.exporter.datadog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class PlacementTest {

    private static final double[] BOUNDS = {0.01, 0.1, 1};

    private final Placement placement = new Placement();

    @Test
    void anyValuesAreInTheirBucketsAndAddUp() {
        Random random = new Random(1);
        for (int i = 0; i < 100_000; i++) {
            long[] counts = new long[4];
            double sum = 0;
            double max = 0;
            for (int n = 1 + random.nextInt(20); n > 0; n--) {
                double value = Math.exp(random.nextDouble() * 10 - 7);
                counts[value <= 0.01 ? 0 : value <= 0.1 ? 1 : value <= 1 ? 2 : 3]++;
                sum += value;
                max = Math.max(max, value);
            }
            placement.spread(BOUNDS, counts, sum, max);
            double placed = 0;
            for (int bucket = 0; bucket < 4; bucket++) {
                if (counts[bucket] > 0) {
                    double place = placement.place(bucket);
                    placed += counts[bucket] * place;
                    assertThat(place).isBetween(bucket == 0 ? 0 : BOUNDS[bucket - 1], max);
                    assertThat(place).isLessThanOrEqualTo(bucket == 3 ? max : BOUNDS[bucket]);
                }
            }
            assertThat(placed).isCloseTo(sum, within(1e-12 * sum));
        }
    }

    @Test
    void whereNobodyKnowsTheLargestTheLastBucketTakesWhatIsMissing() {
        placement.spread(BOUNDS, new long[] {0, 0, 0, 2}, 10, Double.NaN);

        assertThat(placement.place(3)).isEqualTo(5);
    }

    @Test
    void whatCannotBeIsPlacedAsNearAsItGets() {
        placement.spread(BOUNDS, new long[] {1, 0, 0, 0}, 7, 7);

        assertThat(placement.place(0)).isEqualTo(0.01);
    }
}
