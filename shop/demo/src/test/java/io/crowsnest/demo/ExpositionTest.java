package io.crowsnest.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ExpositionTest {

    private static final Exposition EXPOSITION = new Exposition("""
            # HELP requests_count Requests.
            # TYPE requests_count counter
            requests_count{method="GET",uri="/products/{id}"} 3.0
            requests_count{method="POST",uri="a \\"b\\", c"} 1.5E1
            requests_count_other 7
            up 1
            limit +Inf
            """);

    @Test
    void aRouteTemplateKeepsItsBraces() {
        assertThat(EXPOSITION.samples("requests_count").get(0))
                .isEqualTo(
                        new Exposition.Sample("requests_count", Map.of("method", "GET", "uri", "/products/{id}"), 3));
    }

    @Test
    void quotesInALabelDoNotEndIt() {
        assertThat(EXPOSITION.samples("requests_count").get(1).label("uri")).isEqualTo("a \\\"b\\\", c");
    }

    @Test
    void theSumIsOverTheSeriesOfThatNameOnly() {
        assertThat(EXPOSITION.sum("requests_count")).isEqualTo(18);
    }

    @Test
    void aSampleWithoutLabelsHasItsValue() {
        assertThat(EXPOSITION.sum("up")).isEqualTo(1);
    }

    @Test
    void infinityIsAValue() {
        assertThat(EXPOSITION.sum("limit")).isInfinite();
    }
}
