package io.crowsnest.exporter.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.meters.RegistryOptions;
import io.crowsnest.meters.StripedMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrometheusExporterTest {

    private final PrometheusExporter exporter =
            PrometheusExporter.start(new PrometheusConfig("127.0.0.1", 0, "/metrics"), () -> "{\"version\":\"1\"}");

    private final StripedMeterRegistry registry = new StripedMeterRegistry(RegistryOptions.defaults());

    @BeforeEach
    void register() {
        exporter.expose(registry);
        exporter.registered();
    }

    @AfterEach
    void close() {
        exporter.close();
    }

    @ParameterizedTest(name = "Accept {0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            */*                                                                        | text/plain; version=0.0.4; charset=utf-8
            application/openmetrics-text;version=1.0.0                                 | application/openmetrics-text; version=1.0.0; charset=utf-8
            application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily    | application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited
            """)
    void a_scrape_has_the_format_that_the_client_accepts(String accept, String contentType) throws IOException {
        assertThat(get("/metrics", "Accept: " + accept)).contains("\r\nContent-Type: " + contentType + "\r\n");
    }

    @Test
    void openmetrics_ends_with_its_mark() throws IOException {
        assertThat(get("/metrics", "Accept: application/openmetrics-text")).endsWith("\n# EOF\n");
    }

    @Test
    void a_counter_shows_its_value() throws IOException {
        registry.counter("orders", "kind", "new").increment(3);

        assertThat(get("/metrics")).contains("\norders_total{kind=\"new\"} 3.0\n");
    }

    @Test
    void two_scrapes_at_once_both_get_everything() {
        registry.counter("orders").increment();
        List<CompletableFuture<String>> scrapes = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            scrapes.add(CompletableFuture.supplyAsync(() -> {
                try {
                    return get("/metrics");
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }));
        }

        assertThat(scrapes).allSatisfy(scrape -> assertThat(scrape.join()).contains("orders_total 1.0\n"));
    }

    @Test
    void a_scrape_is_a_success_of_the_exporter() throws IOException {
        get("/metrics");

        assertThat(exporter.health().lastSuccessMillis()).isPositive();
    }

    @Test
    void a_scrape_waits_until_everything_is_registered() throws IOException {
        try (PrometheusExporter starting =
                PrometheusExporter.start(new PrometheusConfig("127.0.0.1", 0, "/metrics"), () -> "{}")) {
            CompletableFuture<String> scrape = CompletableFuture.supplyAsync(() -> {
                try {
                    return Client.exchange(port(starting), Client.get("/metrics", "Connection: close"));
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            registry.counter("orders").increment();
            starting.expose(registry);
            starting.registered();

            assertThat(scrape.join()).contains("orders_total 1.0\n");
        }
    }

    @Test
    void it_is_ready_from_the_start() throws IOException {
        assertThat(get("/-/ready")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void it_is_healthy_from_the_start() throws IOException {
        assertThat(get("/-/healthy")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void status_is_the_json_of_its_supplier() throws IOException {
        assertThat(get("/status"))
                .contains("\r\nContent-Type: application/json; charset=utf-8\r\n")
                .endsWith("\r\n\r\n{\"version\":\"1\"}");
    }

    @Test
    void the_root_is_a_page_that_knows_where_the_metrics_are() throws IOException {
        assertThat(get("/"))
                .startsWith("HTTP/1.1 200 ")
                .contains("data-metrics=\"/metrics\"", "href=\"/metrics\"", "href=\"/status\"")
                .contains("\r\nContent-Security-Policy: default-src 'none'; script-src 'self';");
    }

    /** Also those that its scripts import: a path that is missing in the list would be. */
    @Test
    void all_that_the_page_loads_is_there() throws IOException {
        Pattern loaded = Pattern.compile("(?:src=|stylesheet\" href=|from )[\"'](?:\\./)?([^\"']+)");
        Set<String> seen = new TreeSet<>(Set.of(""));
        for (Deque<String> left = new ArrayDeque<>(seen); !left.isEmpty(); ) {
            String answer = get("/" + left.remove());
            assertThat(answer).startsWith("HTTP/1.1 200 ");
            loaded.matcher(answer)
                    .results()
                    .map(match -> match.group(1))
                    .filter(seen::add)
                    .forEach(left::add);
        }

        assertThat(seen.stream().map("/"::concat)).containsExactlyInAnyOrderElementsOf(StatusPage.PATHS);
    }

    @ParameterizedTest
    @CsvSource({"/", "/page.js", "/uPlot.min.css", "/status"})
    void a_page_under_a_foreign_name_does_not_see_the_status(String path) throws IOException {
        assertThat(Client.exchange(
                        port(exporter), "GET " + path + " HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 403 ")
                .doesNotContain("version\":");
    }

    @Test
    void a_taken_port_is_noted() throws IOException {
        int taken = port(exporter);
        try (PrometheusExporter second =
                PrometheusExporter.start(new PrometheusConfig("127.0.0.1", taken, "/metrics"), () -> "{}")) {
            assertThat(second.notes()).containsExactly("metrics port taken port=" + taken + " using=" + port(second));
        }
    }

    @Test
    void an_address_of_another_machine_leaves_it_without_endpoint_but_working() {
        try (PrometheusExporter closed =
                PrometheusExporter.start(new PrometheusConfig("192.0.2.1", 9464, "/metrics"), () -> "{}")) {
            assertThat(closed.url()).isNull();
            assertThat(closed.notes())
                    .singleElement()
                    .asString()
                    .startsWith("metrics endpoint not open host=192.0.2.1");
            closed.expose(registry);
        }
    }

    @Test
    void the_path_can_be_chosen() throws IOException {
        try (PrometheusExporter other =
                PrometheusExporter.start(new PrometheusConfig("127.0.0.1", 0, "/prometheus"), () -> "{}")) {
            other.expose(registry);
            other.registered();
            assertThat(other.url()).isEqualTo("http://127.0.0.1:" + port(other) + "/prometheus");
            assertThat(Client.exchange(port(other), "GET /prometheus HTTP/1.0\r\n\r\n"))
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    private String get(String path, String... headers) throws IOException {
        List<String> all = new ArrayList<>(List.of(headers));
        all.add("Connection: close");
        return Client.exchange(port(exporter), Client.get(path, all.toArray(String[]::new)));
    }

    private static int port(PrometheusExporter exporter) {
        return URI.create(exporter.url()).getPort();
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
