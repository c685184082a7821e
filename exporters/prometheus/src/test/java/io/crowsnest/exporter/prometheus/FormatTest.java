package io.crowsnest.exporter.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatTest {

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
        assertThat(Format.of(accept)).isEqualTo(expected);
    }
}
