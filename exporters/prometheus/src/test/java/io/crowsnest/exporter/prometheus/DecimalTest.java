package io.crowsnest.exporter.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecimalTest {

    @ParameterizedTest
    @CsvSource({
        "0.0, 0.0",
        "-0.0, -0.0",
        "1.0, 1.0",
        "-17.0, -17.0",
        "0.5, 0.5",
        "0.005, 0.005",
        "1234567.000000001, 1234567.000000001",
        "0.1, 0.1",
        "0.30000000000000004, 0.30000000000000004",
        "1.0E20, 1.0E20",
        "1.0E-7, 1.0E-7",
        "NaN, NaN",
        "Infinity, +Inf",
        "-Infinity, -Inf",
        "999999999999999.0, 999999999999999.0"
    })
    void a_value_is_written_as_prometheus_reads_it(double value, String text) {
        assertThat(text(value)).isEqualTo(text);
    }

    @Test
    void whatever_is_written_is_read_as_the_same_bits() {
        Random random = new Random(7);
        for (int i = 0; i < 2_000_000; i++) {
            double value = switch (i % 5) {
                case 0 -> Double.longBitsToDouble(random.nextLong());
                case 1 -> random.nextDouble();
                case 2 -> (random.nextLong() >>> (10 + random.nextInt(50))) / 1e9;
                case 3 -> Math.scalb(random.nextDouble(), random.nextInt(80) - 30);
                default -> -random.nextInt(1_000_000) / 1e3;
            };
            if (!Double.isNaN(value)) {
                double read = Double.parseDouble(text(value).replace("Inf", "Infinity"));
                assertThat(Double.doubleToRawLongBits(read))
                        .as("%s", value)
                        .isEqualTo(Double.doubleToRawLongBits(value));
            }
        }
    }

    private static String text(double value) {
        Bytes out = new Bytes(32);
        Decimal.write(value, out);
        return new String(out.copy(), StandardCharsets.US_ASCII);
    }
}
