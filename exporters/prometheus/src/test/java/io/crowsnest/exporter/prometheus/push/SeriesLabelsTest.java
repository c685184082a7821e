package io.crowsnest.exporter.prometheus.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeriesLabelsTest {

    private final SeriesLabels labels =
            new SeriesLabels(Map.of("job", "shop", "instance", "h:1"), new TreeMap<>(Map.of("zone", "z", "Area", "a")));

    @Test
    void tags_have_names_that_prometheus_takes() {
        SeriesLabels dotted =
                new SeriesLabels(Map.of("job", "shop"), Map.of("cloud.region", "eu", "9lives", "yes", "__own", "no"));

        assertThat(encoded(dotted, "up")).isEqualTo("__name__=up _lives=yes _own=no cloud_region=eu job=shop");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            up                          | Area=a __name__=up instance=h:1 job=shop zone=z
            up{b="2",c="1"}             | Area=a __name__=up b=2 c=1 instance=h:1 job=shop zone=z
            up{zone="own"}              | Area=a __name__=up instance=h:1 job=shop zone=own
            up{job="own"}               | Area=a __name__=up exported_job=own instance=h:1 job=shop zone=z
            up{none="",zone=""}         | Area=a __name__=up instance=h:1 job=shop
            up{b="a\\"b\\\\n\\nc,d=}{"} | Area=a __name__=up b=a"b\\n⏎c,d=}{ instance=h:1 job=shop zone=z
            up{b="grün"}                | Area=a __name__=up b=grün instance=h:1 job=shop zone=z
            """)
    void labels_are_in_order_and_say_where_the_series_comes_from(String series, String expected) {
        assertThat(encoded(labels, series)).isEqualTo(expected);
    }

    private static String encoded(SeriesLabels labels, String series) {
        byte[] text = (" " + series).getBytes(StandardCharsets.UTF_8);
        byte[] encoded = labels.encode(text, 1, text.length);
        byte[] request = new byte[encoded.length + (encoded.length > 127 ? 3 : 2)];
        request[0] = (1 << 3) | 2;
        if (encoded.length > 127) {
            request[1] = (byte) ((encoded.length & 0x7f) | 0x80);
            request[2] = (byte) (encoded.length >>> 7);
        } else {
            request[1] = (byte) encoded.length;
        }
        System.arraycopy(encoded, 0, request, request.length - encoded.length, encoded.length);

        return Pushed.ofPlain(request).series().get(0).labels().stream()
                .map(label -> label.getKey() + "=" + label.getValue().replace('\n', '⏎'))
                .collect(Collectors.joining(" "));
    }
}
