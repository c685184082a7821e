package io.crowsnest.core.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class KeysTest {

    static List<Key<?>> keys() {
        return Keys.ALL;
    }

    @ParameterizedTest
    @MethodSource("keys")
    void everyDefaultIsAValue(Key<?> key) {
        if (key.defaultText() != null && !key.isDerived()) {
            assertThat(key.type().parse(key.defaultText())).as(key.name()).isNotNull();
        }
    }

    @Test
    void noTwoKeysShareAnEnvironmentVariable() {
        assertThat(Keys.ALL).extracting(key -> key.name().replace('-', '.')).doesNotHaveDuplicates();
    }

    @Test
    void secretsAreThePasswordsTokensAndApiKeys() {
        assertThat(Keys.ALL)
                .filteredOn(Key::isSecret)
                .extracting(Key::name)
                .containsExactly(
                        "prometheus.password",
                        "prometheus.token",
                        "prometheus.push.password",
                        "prometheus.push.token",
                        "prometheus.push.headers",
                        "elasticsearch.api-key",
                        "elasticsearch.password");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://host:9200                    | http://host:9200",
                "http://user:pw@host:9200            | http://********@host:9200",
                "http://user:pw@host:9200/           | http://********@host:9200/",
                "https://user:pw@host:9200/prefix/   | https://********@host:9200/prefix/",
                "http://host/a@b                     | http://********@b",
                "http://us%40er:p%2Fw@host_1/        | http://********@host_1/",
                "http://user@host                    | http://********@host",
                "http://u:p@ss@host                  | http://********@host",
                "http://u:p/w@host                   | http://********@host",
                "http://u:p,w@host                   | http://********@host",
                "http://a:b@h1:1,http://h2:2         | http://********@h1:1,http://h2:2",
                "http://h1:1,https://c:d@h2:2        | http://h1:1,https://********@h2:2",
                "http://a:b@h1,http://c:d@h2         | http://********@h1,http://********@h2",
                "http://a:b://c@h1                   | http://********@h1",
                "elastic:secret@host:9200            | ********@host:9200",
                "host:9200                           | host:9200"
            })
    void userAndPasswordInUrlsAreMasked(String text, String shown) {
        assertThat(Keys.ELASTICSEARCH_URL.shown(text)).isEqualTo(shown);
    }
}
