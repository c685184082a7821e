package io.crowsnest.core.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestMatchTest {

    private static final List<String> NAMES =
            List.of("tags", "config", "prometheus.port", "prometheus.path", "logs.level");

    @ParameterizedTest
    @CsvSource({
        "prometheus.prot, prometheus.port",
        "promethues.port, prometheus.port",
        "prometheus.pth, prometheus.path",
        "tag, tags",
        "tgas, tags",
        "log.level, logs.level",
        "config, config",
        "x,",
        "url,",
        "something.else,"
    })
    void theNearestNameIsFoundWhenItIsNear(String name, String nearest) {
        assertThat(NearestMatch.of(name, NAMES)).isEqualTo(nearest);
    }

    @ParameterizedTest
    @CsvSource({
        "abc, abc, 0",
        "abc, acb, 1",
        "abc, ab, 1",
        "abc, abxc, 1",
        "abc, xbc, 1",
        "kitten, sitting, 3",
        "'', ab, 2"
    })
    void editsAreCounted(String a, String b, int edits) {
        assertThat(NearestMatch.edits(a, b)).isEqualTo(edits);
    }
}
