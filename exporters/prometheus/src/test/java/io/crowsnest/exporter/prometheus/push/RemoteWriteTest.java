package io.crowsnest.exporter.prometheus.push;

import static io.crowsnest.exporter.prometheus.push.PushFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.exporter.prometheus.Naming;
import io.crowsnest.exporter.prometheus.push.PushConfig.Protocol;
import io.crowsnest.exporter.prometheus.push.PushFigures.Reason;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent to a receiver, and what its answers do. */
class RemoteWriteTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);

    private final PushFixture fixture = new PushFixture();

    private static PushConfig config(URI url, Duration interval) {
        return PushFixture.config(url, Protocol.REMOTE_WRITE, interval);
    }

    @Test
    void what_arrives_is_what_a_scrape_shows() throws IOException {
        try (StubReceiver receiver = new StubReceiver()) {
            MetricsPush push = fixture.start(config(receiver.url(), HOUR));
            await("a request", () -> push.samplesSent() > 0);

            Map<Map<String, String>, Double> pushed = new LinkedHashMap<>();
            Pushed.last(receiver.accepted()).forEach((labels, sample) -> pushed.put(labels, sample.value()));
            assertThat(pushed)
                    .containsExactlyInAnyOrderEntriesOf(fixture.scraped())
                    .hasSizeGreaterThan(7);
            push.close(SECOND);
        }
    }

    @Test
    void a_request_says_what_it_is() throws IOException {
        try (StubReceiver receiver = new StubReceiver()) {
            MetricsPush push = fixture.start(config(receiver.url(), HOUR));
            await("a request", () -> push.samplesSent() > 0);

            StubReceiver.Got request = receiver.got().get(0);
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.path()).isEqualTo("/api/v1/write");
            assertThat(request.headers().getFirst("Content-Encoding")).isEqualTo("snappy");
            assertThat(request.headers().getFirst("Content-Type")).isEqualTo("application/x-protobuf");
            assertThat(request.headers().getFirst("User-Agent")).isEqualTo("crowsnest/test");
            assertThat(request.headers().getFirst("X-Prometheus-Remote-Write-Version"))
                    .isEqualTo("0.1.0");
            push.close(SECOND);
        }
    }

    @Test
    void a_path_of_the_url_stays_as_it_is() throws IOException {
        try (StubReceiver receiver = new StubReceiver()) {
            MetricsPush push = fixture.start(config(receiver.url().resolve("/api/v1/push?tenant=a"), HOUR));
            await("a request", () -> push.samplesSent() > 0);

            assertThat(receiver.got().get(0).path()).isEqualTo("/api/v1/push?tenant=a");
            push.close(SECOND);
        }
    }

    @Test
    void a_receiver_that_fails_gets_the_same_request_again() throws IOException {
        try (StubReceiver receiver = new StubReceiver().answering(500, 503)) {
            MetricsPush push = fixture.start(config(receiver.url(), HOUR));
            await("a request that is accepted", () -> push.samplesSent() > 0);

            assertThat(receiver.got()).hasSize(3);
            assertThat(receiver.got().get(2).body())
                    .isEqualTo(receiver.got().get(0).body());
            assertThat(push.samplesDropped()).isZero();
            assertThat(push.samplesPending()).isZero();
            assertThat(push.health().isFailing()).isFalse();
            assertThat(fixture.lines).containsExactly("metrics not pushed: HTTP 500: because I say so");
            push.close(SECOND);
        }
    }

    @Test
    void a_receiver_that_asks_for_time_gets_it() throws IOException {
        try (StubReceiver receiver = new StubReceiver().answering(429).withRetryAfter("2")) {
            long begin = System.nanoTime();
            MetricsPush push = fixture.start(config(receiver.url(), HOUR));
            await("a request that is accepted", () -> push.samplesSent() > 0);

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(1900));
            assertThat(receiver.got()).hasSize(2);
            push.close(SECOND);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 404, 413, 301})
    void what_is_refused_is_not_sent_again_but_counted(int status) throws IOException {
        try (StubReceiver receiver = new StubReceiver().answering(status)) {
            MetricsPush push = fixture.start(config(receiver.url(), HOUR));
            await("samples that are dropped", () -> push.samplesDropped() > 0);
            push.close(SECOND);

            // The second one is that of the end.
            assertThat(receiver.got()).hasSize(2);
            assertThat(push.samplesDropped()).isEqualTo(fixture.scraped().size());
            assertThat(push.samplesSent()).isEqualTo(2L * fixture.scraped().size());
            assertThat(fixture.lines).containsExactly("metrics not pushed: HTTP " + status + ": because I say so");
        }
    }

    @Test
    void an_end_is_marked_behind_the_last_value() throws IOException {
        try (StubReceiver receiver = new StubReceiver()) {
            MetricsPush push = fixture.start(config(receiver.url(), HOUR));
            await("a request", () -> push.samplesSent() > 0);
            fixture.registry.counter("orders", "kind", "a\"b\\c\nd").increment(4);
            push.close(SECOND);

            assertThat(Pushed.last(receiver.accepted()))
                    .hasSize(fixture.scraped().size())
                    .allSatisfy((labels, sample) -> assertThat(sample.isStale()).isTrue());
            Pushed last = receiver.accepted().get(1);
            assertThat(last.series())
                    .filteredOn(series -> series.label("__name__").equals("orders_total"))
                    .singleElement()
                    .satisfies(series ->
                            assertThat(series.samples().get(0).value()).isEqualTo(7));
        }
    }

    @Test
    void a_series_that_is_removed_is_marked_in_the_next_request() throws IOException {
        try (StubReceiver receiver = new StubReceiver()) {
            MetricsPush push = fixture.start(config(receiver.url(), SECOND));
            await("a request", () -> push.samplesSent() > 0);
            fixture.registry.remove(fixture.registry.get("orders").counter());

            await(
                    "a mark",
                    () -> Pushed.last(receiver.accepted()).entrySet().stream()
                            .anyMatch(
                                    each -> "orders_total".equals(each.getKey().get("__name__"))
                                            && each.getValue().isStale()));
            push.close(SECOND);
        }
    }

    @Test
    void while_the_receiver_is_away_samples_wait_and_nothing_is_lost() throws IOException {
        int port = PushFixture.freePort();
        MetricsPush push = fixture.start(config(URI.create("http://127.0.0.1:" + port), SECOND));
        int samples = fixture.scraped().size();
        await("three scrapes that wait", () -> push.samplesPending() >= 3L * samples);
        push.close(SECOND);

        assertThat(push.samplesSent()).isZero();
        assertThat(push.samplesPending()).isZero();
        // Those of the end have a mark each.
        assertThat(push.samplesDropped() % samples).isZero();
        assertThat(push.samplesDropped()).isGreaterThanOrEqualTo(5L * samples);
        assertThat(fixture.lines)
                .containsExactly(
                        "metrics not pushed: 127.0.0.1:" + port + ": Connection refused",
                        "metrics lost: " + push.samplesDropped() + " samples were not sent before the end");
    }

    @Test
    void the_oldest_go_first_when_too_many_wait() {
        PushFigures figures = new PushFigures();
        WaitingRequests waiting = new WaitingRequests(1000, figures);
        for (int i = 1; i <= 10; i++) {
            waiting.take(new byte[200], i);
        }

        assertThat(waiting.oldest().samples()).isEqualTo(8);
        assertThat(figures.dropped(Reason.BUFFER_FULL)).isEqualTo(1 + 2 + 3 + 4 + 5 + 6 + 7);
        assertThat(figures.pending()).isEqualTo(8 + 9 + 10);
    }

    @Test
    void a_request_that_is_larger_than_the_buffer_is_counted_as_lost() {
        PushFigures figures = new PushFigures();
        WaitingRequests waiting = new WaitingRequests(1000, figures);
        waiting.take(new byte[2000], 5);

        assertThat(waiting.isEmpty()).isTrue();
        assertThat(figures.dropped(Reason.BUFFER_FULL)).isEqualTo(5);
    }

    @Test
    void a_receiver_that_does_not_answer_holds_the_end_up_no_longer_than_it_may() throws IOException {
        try (StubReceiver receiver =
                new StubReceiver().answering(StubReceiver.NEVER, StubReceiver.NEVER, StubReceiver.NEVER)) {
            MetricsPush push = fixture.start(config(receiver.url(), HOUR));
            await("a request", () -> receiver.got().size() == 1);
            long begin = System.nanoTime();
            push.close(Duration.ofSeconds(2));

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMillis(2200));
            assertThat(push.samplesDropped()).isPositive();
            assertThat(push.health().lastError()).isNotNull();
        }
    }

    @Test
    void a_request_under_way_makes_room_for_the_last_one() throws IOException {
        try (StubReceiver receiver = new StubReceiver().answering(StubReceiver.NEVER)) {
            MetricsPush push = fixture.start(config(receiver.url(), HOUR));
            await("a request", () -> receiver.got().size() == 1);
            push.close(Duration.ofSeconds(2));

            assertThat(push.samplesDropped()).isZero();
            assertThat(push.samplesSent()).isEqualTo(3L * fixture.scraped().size());
        }
    }

    @Test
    void credentials_and_headers_go_with_each_request() throws IOException {
        try (StubReceiver receiver = new StubReceiver()) {
            PushConfig open = config(receiver.url(), HOUR);
            MetricsPush push = fixture.start(with(
                    open,
                    new PushConfig.Access("ann", "s3cret", null, Map.of("X-Scope-OrgID", "shop"), null, "crowsnest")));
            await("a request", () -> push.samplesSent() > 0);

            assertThat(receiver.got().get(0).headers().getFirst("Authorization"))
                    .isEqualTo("Basic YW5uOnMzY3JldA==");
            assertThat(receiver.got().get(0).headers().getFirst("X-Scope-OrgID"))
                    .isEqualTo("shop");
            push.close(SECOND);
        }
    }

    @Test
    void what_cannot_be_used_says_what_would_be_right() {
        URI url = URI.create("http://127.0.0.1:9");

        assertThat(mistake(new PushConfig.Access("ann", null, null, Map.of(), null, "crowsnest"), url))
                .isEqualTo("a user name needs a password and a password a user name: set both or none");
        assertThat(mistake(new PushConfig.Access("ann", "pw", "token", Map.of(), null, "crowsnest"), url))
                .isEqualTo("both a user name and a token: set one of them");
        assertThat(mistake(new PushConfig.Access(null, null, null, Map.of("a b", "c"), null, "crowsnest"), url))
                .isEqualTo("not a header of HTTP, or not a value for it: a b");
        assertThat(mistake(new PushConfig.Access(null, null, null, Map.of("a", "b\r\nc: d"), null, "crowsnest"), url))
                .isEqualTo("not a header of HTTP, or not a value for it: a");
        assertThat(mistake(PushConfig.Access.open("crowsnest"), URI.create("http://host:port")))
                .isEqualTo("no port from 1 to 65535 behind its host; such as http://host:9091");
    }

    private String mistake(PushConfig.Access access, URI url) {
        try {
            MetricsPush.of(with(config(url, HOUR), access), fixture.registry, Naming.MICROMETER, fixture.lines::add);
            return "none";
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static PushConfig with(PushConfig config, PushConfig.Access access) {
        return new PushConfig(
                config.url(),
                config.protocol(),
                config.interval(),
                config.job(),
                config.instance(),
                config.tags(),
                config.grouping(),
                config.deleteOnExit(),
                config.bufferBytes(),
                access);
    }

    @Test
    void identity_holds_over_all_that_can_happen() throws IOException {
        try (StubReceiver receiver = new StubReceiver().answering(500, 400, 204, 429, 204, 400)) {
            MetricsPush push = fixture.start(config(receiver.url(), SECOND));
            await("all answers", () -> receiver.got().size() >= 7);
            push.close(Duration.ofSeconds(2));

            long arrived = receiver.accepted().stream()
                    .flatMap(each -> each.series().stream())
                    .mapToLong(series -> series.samples().size())
                    .sum();
            List<StubReceiver.Got> refused =
                    receiver.got().stream().filter(each -> each.status() == 400).toList();
            assertThat(push.samplesSent()).isEqualTo(arrived);
            assertThat(push.samplesDropped())
                    .isEqualTo((long) refused.size() * fixture.scraped().size());
            assertThat(push.samplesPending()).isZero();
        }
    }
}
