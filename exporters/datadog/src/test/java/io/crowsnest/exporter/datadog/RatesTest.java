package io.crowsnest.exporter.datadog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class RatesTest {

    @Test
    void theAgentCountsAsOftenAsMeant() {
        for (long times = 1; times <= 1_000_000; times++) {
            assertThat((long) (1 / Rates.of(times))).isEqualTo(times);
        }
    }

    @Test
    void alsoForLargeNumbers() {
        Random random = new Random(1);
        for (int i = 0; i < 1_000_000; i++) {
            long times = 1 + (random.nextLong() >>> (12 + random.nextInt(40)));
            double weight = 1 / Rates.of(times);
            assertThat((long) weight).isEqualTo(times);
            assertThat(weight / times - 1).isBetween(-1e-12, 1e-12);
        }
    }
}
