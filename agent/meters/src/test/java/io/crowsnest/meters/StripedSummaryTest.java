package io.crowsnest.meters;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.DistributionSummary;
import org.junit.jupiter.api.Test;

final class StripedSummaryTest {

    private final StripedMeterRegistry registry = new StripedMeterRegistry(RegistryOptions.defaults());

    @Test
    void anInfiniteValueMakesTheTotalInfiniteAndThatOfTheOthersIsStillKnown() {
        DistributionSummary summary = DistributionSummary.builder("sizes")
                .serviceLevelObjectives(1, 10)
                .register(registry);
        summary.record(7);
        summary.record(Double.POSITIVE_INFINITY);
        summary.record(3);

        Reading reading = new Reading();
        ((Series) summary).read(reading);
        assertThat(reading.count()).isEqualTo(3);
        assertThat(reading.sum()).isInfinite();
        assertThat(reading.maximum()).isInfinite();
        assertThat(reading.infinite()).isOne();
        assertThat(reading.finiteSum()).isEqualTo(10);
        assertThat(reading.bucket(1)).isEqualTo(2);
        assertThat(reading.bucket(2)).isOne();
    }
}
