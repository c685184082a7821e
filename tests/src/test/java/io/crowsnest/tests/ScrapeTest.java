package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class ScrapeTest {
    private static final Scrape SCRAPE = Scrape.parse("""
            # HELP requests_total Requests.
            # TYPE requests_total counter
            requests_total{uri="/a{b}",status="200",} 3.0
            requests_total{uri="say \\"hi\\"",status="404"} 4
            limit_bytes +Inf
            """);

    @Test
    void samplesOfOneNameAddUp() {
        assertThat(SCRAPE.sum("requests_total")).isEqualTo(7);
    }

    @Test
    void labelsSelectSamples() {
        assertThat(SCRAPE.sum("requests_total", Map.of("uri", "/a{b}"))).isEqualTo(3);
    }

    @Test
    void labelValuesKeepTheirEscapes() {
        assertThat(SCRAPE.samples().get(1).labels()).containsEntry("uri", "say \\\"hi\\\"");
    }

    @Test
    void infinityIsANumber() {
        assertThat(SCRAPE.sum("limit_bytes")).isInfinite();
    }
}
