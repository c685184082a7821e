package io.crowsnest.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatisticsTest {

    @Test
    void theMedianOfAnOddNumberIsTheMiddleValue() {
        assertThat(Statistics.median(List.of(9.0, 1.0, 2.0))).isEqualTo(2.0);
    }

    @Test
    void theMedianOfAnEvenNumberIsBetweenTheTwoInTheMiddle() {
        assertThat(Statistics.median(List.of(4.0, 1.0, 100.0, 2.0))).isEqualTo(3.0);
    }

    @Test
    void thereIsNoMedianOfNothing() {
        assertThatIllegalArgumentException().isThrownBy(() -> Statistics.median(List.of()));
    }

    @Test
    void aQuantileIsAValueThatWasMeasured() {
        assertThat(Statistics.quantile(List.of(4.0, 3.0, 2.0, 1.0), 0.5)).isEqualTo(2.0);
        assertThat(Statistics.quantile(List.of(4.0, 3.0, 2.0, 1.0), 0.99)).isEqualTo(4.0);
    }

    @Test
    void ratiosCompareWhatOneRoundMeasured() {
        assertThat(Statistics.ratios(Map.of(1, 30.0, 2, 8.0), Map.of(1, 10.0, 2, 4.0)))
                .containsExactlyInAnyOrder(3.0, 2.0);
    }

    @Test
    void aRoundThatOneOfTheTwoLacksIsLeftOut() {
        assertThat(Statistics.differences(Map.of(1, 30.0, 2, 8.0), Map.of(2, 5.0)))
                .containsExactly(3.0);
    }
}
