package io.crowsnest.exporter.logstash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogstashConfigTest {

    private static final Path PEM = Path.of("client.pem");

    @ParameterizedTest
    @CsvSource({
        "lumberjack://host, lumberjack://host:5044",
        "lumberjacks://host:6044/, lumberjacks://host:6044",
        "LUMBERJACK://Host:1, lumberjack://Host:1",
        "tcp://[::1]:5000, tcp://[::1]:5000",
        "tcps://host:65535, tcps://host:65535",
    })
    void completesUrls(String given, String complete) {
        assertThat(config(given).urls()).containsExactly(URI.create(complete));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://host | not a lumberjack, lumberjacks, tcp or tcps URL: http://host",
                "host:5044 | not a lumberjack, lumberjacks, tcp or tcps URL: host:5044",
                "lumberjack:///a | not a lumberjack, lumberjacks, tcp or tcps URL: lumberjack:///a",
                "tcp://host | no port between 1 and 65535: tcp://host",
                "tcp://host:0 | no port between 1 and 65535: tcp://host:0",
                "tcp://host:65536 | no port between 1 and 65535: tcp://host:65536",
                "lumberjack://me:secret@host | more than scheme, host and port: lumberjack://host",
                "ftp://me:secret@host | not a lumberjack, lumberjacks, tcp or tcps URL: ftp://host",
                "lumberjack://host/path | more than scheme, host and port: lumberjack://host/path",
                "lumberjack://host?a=b | more than scheme, host and port: lumberjack://host?a=b",
                "lumberjack://a,tcp://b:1 | lumberjack and tcp in one list: lumberjack://a:5044,tcp://b:1",
            })
    void refusesWhatCanNotWork(String urls, String message) {
        assertThatThrownBy(() -> config(urls.split(",")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void refusesAnEmptyList() {
        assertThatThrownBy(() -> config()).hasMessage("no URL");
    }

    @Test
    void wantsCertificateAndKeyTogether() {
        List<URI> urls = List.of(URI.create("tcps://host:1"));

        assertThatThrownBy(() -> new LogstashConfig(urls, null, PEM, null))
                .hasMessage("a client certificate needs both, certificate and key");
        assertThatThrownBy(() -> new LogstashConfig(urls, null, null, PEM))
                .hasMessage("a client certificate needs both, certificate and key");
    }

    @Test
    void doesNotLetOneBelieveThatCertificatesProtectPlainTcp() {
        List<URI> urls = List.of(URI.create("lumberjack://host"));

        assertThatThrownBy(() -> new LogstashConfig(urls, PEM, null, null))
                .hasMessage("certificates, but no URL with TLS (lumberjacks, tcps): lumberjack://host:5044");
    }

    @ParameterizedTest
    @CsvSource({"lumberjack://host, false", "lumberjacks://host, false", "tcp://host:1, true", "tcps://host:1, true"})
    void knowsWhichProtocolsLoseDocuments(String url, boolean lossy) {
        assertThat(config(url).isLossy()).isEqualTo(lossy);
    }

    private static LogstashConfig config(String... urls) {
        return new LogstashConfig(Stream.of(urls).map(URI::create).toList(), null, null, null);
    }
}
