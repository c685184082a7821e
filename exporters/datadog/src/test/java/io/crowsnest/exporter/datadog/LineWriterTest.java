package io.crowsnest.exporter.datadog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LineWriterTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "12, 12",
        "-7, -7",
        "0.25, 0.25",
        "4e-7, 4.0E-7",
        "1e21, 1.0E21",
        "9007199254740991, 9007199254740991",
        "-0.5, -0.5",
        "1234567890123, 1234567890123",
        "0.1, 0.1",
    })
    void writesNumbers(double number, String text) {
        assertThat(text(number)).isEqualTo(text);
    }

    @Test
    void losesNoBitOfANumber() {
        Random random = new Random(1);
        for (int i = 0; i < 100_000; i++) {
            double number = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(number)) {
                assertThat(Double.parseDouble(text(number))).isEqualTo(number + 0.0);
            }
        }
    }

    @Test
    void writesLongs() {
        assertThat(text(new LineWriter()
                        .put(Long.MIN_VALUE)
                        .put(' ')
                        .put(Long.MAX_VALUE)
                        .put(' ')
                        .put(10L)))
                .isEqualTo("-9223372036854775808 9223372036854775807 10");
    }

    private static String text(double number) {
        return text(new LineWriter().put(number));
    }

    private static String text(LineWriter line) {
        return new String(line.bytes(), 0, line.length(), StandardCharsets.US_ASCII);
    }
}
