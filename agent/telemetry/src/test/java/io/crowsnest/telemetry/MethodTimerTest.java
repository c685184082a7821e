package io.crowsnest.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MethodTimerTest {

    /** Has a text that nobody may ask for. */
    private static final class Basket {
        @Override
        public String toString() {
            throw new IllegalStateException("asked for a text");
        }
    }

    @Test
    void plainArgumentsAreLabelsAsTheyAre() {
        assertThat(MethodTimer.label("ann")).isEqualTo("ann");
        assertThat(MethodTimer.label(7)).isEqualTo("7");
        assertThat(MethodTimer.label(0.5)).isEqualTo("0.5");
        assertThat(MethodTimer.label(true)).isEqualTo("true");
        assertThat(MethodTimer.label('x')).isEqualTo("x");
        assertThat(MethodTimer.label(TimeUnit.DAYS)).isEqualTo("DAYS");
        assertThat(MethodTimer.label(null)).isEqualTo("null");
    }

    @Test
    void otherArgumentsAreTheNameOfTheirClass() {
        assertThat(MethodTimer.label(new Basket())).isEqualTo("Basket");
        assertThat(MethodTimer.label(List.of("secret"))).isNotEqualTo("[secret]");
        assertThat(MethodTimer.label(new byte[1])).isEqualTo("byte[]");
    }

    @Test
    void aLongTextIsCut() {
        assertThat(MethodTimer.label("x".repeat(1000))).hasSize(200);
    }

    @Test
    void methodsOfOneNameShareTheirTimer() {
        assertThat(MethodTimer.of("shared", List.of("kind"))).isSameAs(MethodTimer.of("shared", List.of("kind")));
    }
}
