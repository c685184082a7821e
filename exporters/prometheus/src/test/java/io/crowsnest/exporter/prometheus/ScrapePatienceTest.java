package io.crowsnest.exporter.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.meters.RegistryOptions;
import io.crowsnest.meters.StripedMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client that says how long it waits gets its answer in that time, be it that there is none. */
class ScrapePatienceTest {

    private static final String TIMEOUT = "X-Prometheus-Scrape-Timeout-Seconds: ";

    private final PrometheusExporter exporter =
            PrometheusExporter.start(new PrometheusConfig("127.0.0.1", 0, "/metrics"), () -> "{}");
    private final int port = URI.create(exporter.url()).getPort();
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void close() {
        release.countDown();
        exporter.close();
    }

    private void expose(FamilySource source) {
        exporter.add(source);
        exporter.expose(new StripedMeterRegistry(RegistryOptions.defaults()));
        exporter.registered();
    }

    @ParameterizedTest(name = "{0} s: a source has at most {1} ms")
    @CsvSource({"3.0, 2750", "0.5, 250", "1e1, 9750", "600, 59750", "-1, 100", "soon, 10000", "'', 10000", "NaN, 10000"
    })
    void a_source_has_as_long_as_the_client_waits_but_the_way(String seconds, long millis) {
        long[] allowed = new long[1];
        expose(nanos -> {
            allowed[0] = nanos;
            return List.of();
        });

        assertThat(scrape(TIMEOUT + seconds)).startsWith("HTTP/1.1 200 ");
        assertThat(Duration.ofNanos(allowed[0])).isPositive().isLessThanOrEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void without_a_word_it_is_ten_seconds() {
        long[] allowed = new long[1];
        expose(nanos -> {
            allowed[0] = nanos;
            return List.of();
        });
        scrape("Accept: */*");

        assertThat(Duration.ofNanos(allowed[0])).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
    }

    @Test
    void who_waits_for_the_rendering_of_another_is_told_when_it_takes_too_long() {
        CountDownLatch begun = new CountDownLatch(1);
        expose(nanos -> blocked(begun));
        CompletableFuture<String> patient = CompletableFuture.supplyAsync(() -> scrape(TIMEOUT + "30"));
        await(begun);

        assertThat(scrape(TIMEOUT + "0.3")).startsWith("HTTP/1.1 503 ").endsWith("scrape takes too long\n");
        release.countDown();
        assertThat(patient.join()).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void before_the_metrics_are_there_a_client_is_told_in_its_time() {
        assertThat(scrape(TIMEOUT + "0.3")).startsWith("HTTP/1.1 503 ").endsWith("the agent is still starting\n");
    }

    @Test
    void four_are_served_at_once_and_the_fifth_is_told_to_come_again() {
        CountDownLatch begun = new CountDownLatch(1);
        expose(nanos -> blocked(begun));
        List<CompletableFuture<String>> four = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            four.add(CompletableFuture.supplyAsync(() -> scrape(TIMEOUT + "30")));
            // The first renders, for as long as the test likes; the impatient one must not.
            await(begun);
        }
        String fifth = "";
        while (!fifth.contains("too many scrapes at once")) {
            // Until all four are there it is one of them, and waits for what takes too long.
            fifth = scrape(TIMEOUT + "0.3");
        }

        assertThat(fifth).startsWith("HTTP/1.1 503 ").contains("\r\nRetry-After: 1\r\n");
        release.countDown();
        assertThat(four).allSatisfy(scrape -> assertThat(scrape.join()).startsWith("HTTP/1.1 200 "));
    }

    private List<ForeignFamily> blocked(CountDownLatch begun) {
        begun.countDown();
        await(release);
        return List.of();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String scrape(String header) {
        try {
            return Client.exchange(port, Client.get("/metrics", header, "Connection: close"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
