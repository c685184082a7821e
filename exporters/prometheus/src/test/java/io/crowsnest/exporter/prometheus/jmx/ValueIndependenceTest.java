package io.crowsnest.exporter.prometheus.jmx;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValueIndependenceTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".*",
                "kafka.server<type=(.+), name=(.+)><>Value",
                "kafka.server<type=(.+), name=(.+)PerSec\\w*><>Count",
                "kafka.(\\w+)<type=(.+)><>(\\d+)thPercentile",
                "Catalina<type=ThreadPool, name=\"(.+)\"><>(current\\w+|max[A-Z]hreads)",
                "java.lang<type=Memory><(Heap|NonHeap)MemoryUsage>(?:used|max)",
                "java.lang<type=Memory>",
            })
    void what_cannot_reach_the_value_is_matched_once(String pattern) {
        assertThat(ValueIndependence.of(pattern)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "kafka.*",
                "<>Count: (\\d+)",
                "<>(.+)",
                "<>Count.*",
                "<>Count$",
                "<>([^,]+)",
                "<>?Count",
                "<>{2}Count",
                "type=Memory><>Count|1",
                "(<>)?Count",
                "(?i)<>count",
                "<>Count(?=: 1)",
                "<>\\S+",
                "<\\>Count",
                "[<>]Count",
                "\\Q<>\\E1",
            })
    void what_could_reach_the_value_is_matched_each_time(String pattern) {
        assertThat(ValueIndependence.of(pattern)).isFalse();
    }

    @Test
    void numbers_and_texts_of_one_line_without_a_bracket_are_plain() {
        assertThat(ValueIndependence.isPlain(1.5)).isTrue();
        assertThat(ValueIndependence.isPlain(true)).isTrue();
        assertThat(ValueIndependence.isPlain("STARTED: ok")).isTrue();
        assertThat(ValueIndependence.isPlain("a<type=b><>Count")).isFalse();
        assertThat(ValueIndependence.isPlain("two\nlines")).isFalse();
    }
}
