package io.crowsnest.core.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueTypeTest {

    @ParameterizedTest
    @CsvSource({"true, true", "TRUE, true", "false, false", "' false ', false", "yes,", "1,", "'',"})
    void aBooleanIsTrueOrFalse(String text, Boolean value) {
        assertThat(ValueType.BOOLEAN.parse(text)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({
        "10s, PT10S",
        "500ms, PT0.5S",
        "250us, PT0.00025S",
        "1m, PT1M",
        "1.5m, PT1M30S",
        "2h, PT2H",
        "1d, PT24H",
        "0s, PT0S",
        "10 s, PT10S"
    })
    void aDurationHasAUnit(String text, Duration value) {
        assertThat(ValueType.DURATION.parse(text)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "s", "-1s", "1e3s", "1.s", ".5s", "10S", "10sec", "NaNs", "", "99999999999999s"})
    void whatIsNoDurationHasNoValue(String text) {
        assertThat(ValueType.DURATION.parse(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "512MiB, 536870912",
        "10MB, 10000000",
        "1KiB, 1024",
        "1kB, 1000",
        "1.5GiB, 1610612736",
        "100B, 100",
        "2 TB, 2000000000000",
        "1mib, 1048576"
    })
    void aSizeIsDecimalOrBinary(String text, long bytes) {
        assertThat(ValueType.SIZE.parse(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"512", "MiB", "-1MB", "10Mb/s", "1MiBB", "1XB", "1M", "", "999999999TiB"})
    void whatIsNoSizeHasNoValue(String text) {
        assertThat(ValueType.SIZE.parse(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "9464, 9464", "65535, 65535", "65536,", "-1,", "94x64,", "99999999999,", "0x10,", "'',"})
    void anIntegerHasARange(String text, Integer value) {
        assertThat(ValueType.integer(0, 65_535).parse(text)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({"INFO, INFO", "info, INFO", "Warn, WARN", "verbose,"})
    void aChoiceIgnoresCase(String text, String value) {
        assertThat(ValueType.choice("INFO", "WARN").parse(text)).isEqualTo(value);
    }

    @Test
    void aListHasCommasAndNoEmptyElements() {
        assertThat(ValueType.LIST.parse(" a, b ,,c\\,d,")).containsExactly("a", "b", "c,d");
    }

    @Test
    void aMapKeepsItsOrderAndEqualsSignsInValues() {
        assertThat(ValueType.MAP.parse("team=a, b = c=d"))
                .containsExactly(Map.entry("team", "a"), Map.entry("b", "c=d"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "=a", "a=b,c"})
    void aMapNeedsNames(String text) {
        assertThat(ValueType.MAP.parse(text)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://es:9200",
                "https://u:p@es:9200/path",
                "HTTP://my_container:9200",
                "http://a:1, http://b:2",
                "http://[::1]:9200"
            })
    void urlsHaveASchemeAndAHost(String text) {
        assertThat(ValueType.urls("", "http", "https").parse(text)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "es:9200",
                "localhost",
                "ftp://es",
                "http://",
                "http:///x",
                "http://a b",
                "http://a:1,b:2",
                "//es:9200"
            })
    void whatIsNoUrlHasNoValue(String text) {
        assertThat(ValueType.urls("", "http", "https").parse(text)).isNull();
    }

    @Test
    void aSocketFileNeedsNoHost() {
        assertThat(ValueType.urls("", "udp", "unix").parse("unix:///var/run/dsd.socket"))
                .containsExactly("unix:///var/run/dsd.socket");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.005,0.1,1", "5ms,100ms,1s", "5ms, 0.1 ,1s"})
    void bucketsAreSecondsOrDurations(String text) {
        assertThat(ValueType.BUCKETS.parse(text)).isEqualTo(List.of(0.005, 0.1, 1.0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1,1", "2,1", "0,1", "-1,1", "a", "1,NaN", "1,Infinity", "1f"})
    void bucketsAscendAndArePositive(String text) {
        assertThat(ValueType.BUCKETS.parse(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"/metrics, /metrics", "/, /", "metrics,", "/a b,"})
    void aPathStartsWithASlash(String text, String value) {
        assertThat(ValueType.PATH.parse(text)).isEqualTo(value);
    }
}
