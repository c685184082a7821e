package io.crowsnest.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {

    private static final Instant NOW = Instant.parse("2026-03-04T12:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0                             | PT0S",
                "7                             | PT7S",
                "86400                         | PT24H",
                "Wed, 4 Mar 2026 12:00:09 GMT  | PT9S",
                "Wed, 04 Mar 2026 12:00:09 GMT | PT9S",
                "Wed, 04 Mar 2026 11:00:00 GMT | PT0S",
                "Thu, 04 Mar 2026 12:00:09 GMT |",
                "-1                            |",
                "999999                        |",
                "soon                          |",
                "''                            |",
                "                              |",
            })
    void isATimeFromNowOn(String header, Duration expected) {
        assertThat(RetryAfter.in(header, NOW)).isEqualTo(expected);
    }
}
