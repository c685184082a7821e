package io.crowsnest.exporter.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NegotiatedTest {

    @ParameterizedTest(name = "{0} gives {1}")
    @CsvSource(delimiter = '|', textBlock = """
                                                                                                     | TEXT
            ''                                                                                       | TEXT
            ,                                                                                        | TEXT
            text/plain                                                                               | TEXT
            */*                                                                                      | TEXT
            application/json                                                                         | TEXT
            application/openmetrics-text                                                             | OPEN_METRICS
            Application/OpenMetrics-Text; Version=1.0.0                                              | OPEN_METRICS
            application/openmetrics-text;version=2.0.0,text/plain;q=0.5                              | TEXT
            application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.9          | TEXT
            application/openmetrics-text;q=0,text/plain;q=0.1                                        | TEXT
            application/openmetrics-text;q=high                                                      | TEXT
            application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1 | OPEN_METRICS
            application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited,text/plain;q=0.5 | PROTOBUF
            application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=text    | TEXT
            application/vnd.google.protobuf;proto=another.Message                                    | TEXT
            """)
    void the_client_gets_the_format_it_likes_best(String accept, Format expected) {
        assertThat(Negotiated.of(accept).format()).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} is answered with {1}")
    @CsvSource(delimiter = '|', textBlock = """
            text/plain;version=0.0.4                                      | text/plain; version=0.0.4; charset=utf-8
            text/plain;version=0.0.4;escaping=allow-utf-8                 | text/plain; version=0.0.4; charset=utf-8
            text/plain;version=1.0.0                                      | text/plain; version=1.0.0; charset=utf-8; escaping=underscores
            text/plain;version=1.0.0;escaping=allow-utf-8                 | text/plain; version=1.0.0; charset=utf-8; escaping=underscores
            application/openmetrics-text;version=1.0.0                    | application/openmetrics-text; version=1.0.0; charset=utf-8
            application/openmetrics-text;version=1.0.0;escaping=dots      | application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=underscores
            application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,text/plain;version=1.0.0;q=0.5 | application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=underscores
            """)
    void the_answer_says_its_version_and_how_names_are_escaped(String accept, String contentType) {
        assertThat(Negotiated.of(accept).contentType()).isEqualTo(contentType);
    }
}
