package io.crowsnest.exporter.prometheus.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.exporter.prometheus.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleLinesTest {

    @Test
    void each_line_that_is_no_comment_is_a_sample() {
        Bytes scrape = new Bytes(16).put("""
                # HELP orders_total Orders. 1
                # TYPE orders_total counter
                orders_total{kind="a b} 7"} 3.0
                load 0.5
                """);
        List<String> samples = new ArrayList<>();

        SampleLines.read(
                scrape,
                (text, from, to, value) ->
                        samples.add(new String(text, from, to - from, StandardCharsets.UTF_8) + " = " + value));

        assertThat(samples).containsExactly("orders_total{kind=\"a b} 7\"} = 3.0", "load = 0.5");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "0.0",
                "-0.0",
                "7",
                "-7.25",
                "0.1",
                "0.30000000000000004",
                "123456789012345678",
                "9007199254740991",
                "9007199254740993",
                "99999999999999999999",
                "1.0E-9",
                "1.7976931348623157E308",
                "4.9E-324",
                "NaN"
            })
    void numbers_are_what_java_makes_of_them(String text) {
        assertThat(Double.valueOf(value(text))).isEqualTo(Double.valueOf(text));
    }

    @Test
    void infinity_is_spelled_in_three_letters() {
        assertThat(value("+Inf")).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(value("-Inf")).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @Test
    void random_numbers_are_what_java_makes_of_them() {
        Random random = new Random(3);
        for (int i = 0; i < 100_000; i++) {
            double number = i % 2 == 0
                    ? Double.longBitsToDouble(random.nextLong())
                    : random.nextInt(1_000_000_000) / Math.pow(10, random.nextInt(9));
            if (Double.isFinite(number)) {
                String text = Double.toString(number);
                assertThat(value(text)).as(text).isEqualTo(number);
            }
        }
    }

    private static double value(String text) {
        byte[] bytes = (" " + text).getBytes(StandardCharsets.US_ASCII);
        return SampleLines.value(bytes, 1, bytes.length);
    }
}
