package io.crowsnest.exporter.prometheus.push;

import static io.crowsnest.exporter.prometheus.push.PushFixture.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crowsnest.exporter.prometheus.push.PushConfig.Protocol;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PushgatewayTest {

    private static final Duration TWO_SECONDS = Duration.ofSeconds(2);

    private final PushFixture fixture = new PushFixture();

    private static PushConfig config(URI url, Duration interval, boolean deleteOnExit) {
        return new PushConfig(
                url,
                Protocol.PUSHGATEWAY,
                interval,
                "shop",
                "",
                Map.of(),
                new TreeMap<>(Map.of("zone", "a/b")),
                deleteOnExit,
                0,
                PushConfig.Access.open("crowsnest/test"));
    }

    @Test
    void the_last_state_replaces_that_of_the_run_before() throws IOException {
        try (StubReceiver gateway = new StubReceiver()) {
            MetricsPush push = fixture.start(config(gateway.url(), null, false));
            fixture.registry.counter("late").increment();
            push.close(TWO_SECONDS);

            assertThat(gateway.got()).singleElement().satisfies(request -> {
                assertThat(request.method()).isEqualTo("PUT");
                assertThat(request.path()).isEqualTo("/metrics/job/shop/zone@base64/YS9i");
                assertThat(request.headers().getFirst("Content-Type"))
                        .isEqualTo("text/plain; version=0.0.4; charset=utf-8");
                assertThat(ScrapedSamples.of(new String(request.body(), StandardCharsets.UTF_8), PushFixture.TARGET))
                        .containsExactlyInAnyOrderEntriesOf(fixture.scraped());
            });
            assertThat(fixture.lines).isEmpty();
        }
    }

    @Test
    void a_group_that_shall_not_outlive_the_process_is_deleted() throws IOException {
        try (StubReceiver gateway = new StubReceiver()) {
            MetricsPush push = fixture.start(config(gateway.url(), Duration.ofHours(1), true));
            await("a push", () -> push.health().lastSuccessMillis() > 0);
            push.close(TWO_SECONDS);

            assertThat(gateway.got()).extracting(StubReceiver.Got::method).containsExactly("PUT", "DELETE");
            assertThat(gateway.got())
                    .extracting(StubReceiver.Got::path)
                    .allMatch("/metrics/job/shop/zone@base64/YS9i"::equals);
        }
    }

    @Test
    void a_push_that_fails_is_tried_once_more() throws IOException {
        try (StubReceiver gateway = new StubReceiver().answering(503)) {
            fixture.start(config(gateway.url(), null, false)).close(TWO_SECONDS);

            assertThat(gateway.got()).extracting(StubReceiver.Got::status).containsExactly(503, 204);
            assertThat(fixture.lines).containsExactly("metrics not pushed: HTTP 503: because I say so");
        }
    }

    @Test
    void a_gateway_that_is_away_is_said_and_waited_for_no_longer_than_needed() throws IOException {
        int port = PushFixture.freePort();
        long begin = System.nanoTime();
        MetricsPush push = fixture.start(config(URI.create("http://127.0.0.1:" + port), null, false));
        push.close(TWO_SECONDS);

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMillis(2200));
        assertThat(push.health().isFailing()).isTrue();
        assertThat(fixture.lines)
                .containsExactly(
                        "metrics not pushed: 127.0.0.1:" + port + ": Connection refused",
                        "metrics lost: the last state is not at the Pushgateway");
    }

    @Test
    void a_gateway_that_does_not_answer_costs_two_seconds() throws IOException {
        try (StubReceiver gateway = new StubReceiver().answering(StubReceiver.NEVER, StubReceiver.NEVER)) {
            MetricsPush push = fixture.start(config(gateway.url(), null, false));
            long begin = System.nanoTime();
            push.close(TWO_SECONDS);

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMillis(2200));
            assertThat(fixture.lines).last().isEqualTo("metrics lost: the last state is not at the Pushgateway");
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "shop,             /metrics/job/shop",
        "my shop+1,        /metrics/job/my%20shop%2B1",
        "grün,             /metrics/job/gr%C3%BCn",
        "a/b,              /metrics/job@base64/YS9i",
        "..,               /metrics/job@base64/Li4",
        "'?#%',            /metrics/job/%3F%23%25"
    })
    void jobs_are_written_so_that_a_path_can_hold_them(String job, String path) {
        assertThat(GroupPath.of(job, Map.of())).isEqualTo(path);
    }

    @Test
    void what_cannot_group_says_so() {
        assertThat(GroupPath.of("shop", Map.of("zone", ""))).isEqualTo("/metrics/job/shop/zone@base64/=");
        assertThatThrownBy(() -> GroupPath.of("shop", Map.of("job", "x")))
                .hasMessageContaining("not a label to group by: job");
        assertThatThrownBy(() -> GroupPath.of("shop", Map.of("a-b", "x")))
                .hasMessageContaining("not a label to group by: a-b");
    }
}
