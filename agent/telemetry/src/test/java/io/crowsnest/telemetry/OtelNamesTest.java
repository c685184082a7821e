package io.crowsnest.telemetry;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class OtelNamesTest {

    /** Names, instruments, units and attributes of the conventions, written down from their pages. */
    private static final Map<String, Convention> CONVENTIONS = conventions();

    private record Convention(String instrument, String unit, Set<String> attributes) {}

    @Test
    void every_metric_has_a_name_of_a_convention_or_a_reason_to_have_none() {
        for (Metric metric : Catalogue.ALL) {
            boolean named =
                    OtelNames.ALL.stream().anyMatch(each -> each.metric().equals(metric));
            assertThat(OtelNames.whyKept(metric) == null).as(metric.name()).isEqualTo(named);
        }
    }

    @Test
    void no_metric_is_in_the_table_twice() {
        assertThat(OtelNames.ALL).extracting(OtelName::metric).doesNotHaveDuplicates();
    }

    @Test
    void every_reason_is_for_a_metric_that_exists() {
        for (String kept : OtelNames.KEPT.keySet()) {
            assertThat(Catalogue.ALL)
                    .as(kept)
                    .anyMatch(metric -> kept.endsWith(".")
                            ? metric.name().startsWith(kept)
                            : metric.name().equals(kept));
        }
    }

    @Test
    void each_name_is_one_of_a_convention_with_its_instrument_and_unit() {
        for (OtelName each : OtelNames.ALL) {
            Convention convention = CONVENTIONS.get(each.name());
            assertThat(convention).as(each.name()).isNotNull();
            String suffix = switch (convention.unit) {
                case "s" -> "seconds";
                case "By" -> "bytes";
                case "1" -> "ratio";
                default -> "";
            };
            assertThat(each.unit()).as(each.name()).isEqualTo(suffix);
            assertThat(each.metric().type())
                    .as(each.name())
                    .isEqualTo(
                            switch (convention.instrument) {
                                case "Histogram" -> Metric.Type.TIMER;
                                case "Counter" -> Metric.Type.COUNTER;
                                default -> Metric.Type.GAUGE;
                            });
        }
    }

    /** What else we know of the endpoint of a database has no attribute there. */
    @Test
    void each_attribute_is_one_of_the_convention() {
        Set<String> own =
                Set.of("db.cluster", "db.instance", "region", "endpoint.role", "db.system.name", "error.type");
        for (OtelName each : OtelNames.ALL) {
            Set<String> attributes =
                    each.attributes().stream().map(OtelName.Attribute::name).collect(toSet());
            if (each.metric().equals(Catalogue.DB_CLIENT_CONNECTION_CREATE_TIME)) {
                assertThat(own).containsAll(attributes);
            } else {
                assertThat(CONVENTIONS.get(each.name()).attributes)
                        .as(each.name())
                        .containsAll(attributes);
            }
        }
    }

    @Test
    void names_in_prometheus_follow_opentelemetrys_rules() {
        assertThat(prometheusName(Catalogue.HTTP_SERVER_REQUESTS)).isEqualTo("http_server_request_duration_seconds");
        assertThat(prometheusName(Catalogue.PROCESS_CPU_TIME)).isEqualTo("jvm_cpu_time_seconds_total");
        assertThat(prometheusName(Catalogue.PROCESS_CPU_USAGE)).isEqualTo("jvm_cpu_recent_utilization_ratio");
        assertThat(prometheusName(Catalogue.JVM_MEMORY_USED)).isEqualTo("jvm_memory_used_bytes");
        assertThat(prometheusName(Catalogue.JVM_THREADS_STATES)).isEqualTo("jvm_thread_count");
        assertThat(prometheusName(Catalogue.HIKARICP_CONNECTIONS_TIMEOUT))
                .isEqualTo("db_client_connection_timeouts_total");
    }

    @Test
    void no_kept_name_is_a_name_of_the_table() {
        Set<String> taken = OtelNames.ALL.stream().map(OtelName::prometheusName).collect(toSet());
        for (Metric metric : Catalogue.ALL) {
            if (OtelNames.whyKept(metric) != null) {
                assertThat(taken).doesNotContain(metric.prometheusName());
            }
        }
    }

    @Test
    void metrics_that_share_a_name_are_alike_in_all_but_what_tells_them_apart() {
        Map<String, List<OtelName>> byName = OtelNames.ALL.stream().collect(groupingBy(OtelName::name));
        byName.values()
                .forEach(sharing -> assertThat(sharing.stream()
                                .map(each -> List.of(
                                        each.metric().type(),
                                        each.unit(),
                                        each.buckets(),
                                        each.optional(),
                                        sharing.size() == 1 ? "" : each.help(),
                                        each.attributes().stream()
                                                .map(OtelName.Attribute::name)
                                                .toList()))
                                .distinct())
                        .as(sharing.get(0).name())
                        .hasSize(1));
    }

    @Test
    void requests_are_told_by_route_status_and_error() {
        OtelName requests = name(Catalogue.HTTP_SERVER_REQUESTS);

        assertThat(attributes(requests, "GET", "/orders/{id}", "200", "SUCCESS", "none"))
                .isEqualTo(Map.of(
                        "http.request.method", "GET",
                        "http.route", "/orders/{id}",
                        "http.response.status_code", "200",
                        "error.type", ""));
        assertThat(attributes(requests, "GET", "/orders/{id}", "503", "SERVER_ERROR", "none"))
                .containsEntry("error.type", "503");
        assertThat(attributes(requests, "GET", "/orders/{id}", "500", "SERVER_ERROR", "IllegalStateException"))
                .containsEntry("error.type", "IllegalStateException");
        assertThat(attributes(requests, "UNKNOWN", "NOT_FOUND", "404", "CLIENT_ERROR", "none"))
                .isEqualTo(Map.of(
                        "http.request.method", "_OTHER",
                        "http.route", "",
                        "http.response.status_code", "404",
                        "error.type", ""));
        assertThat(attributes(requests, "GET", "root", "200", "SUCCESS", "none"))
                .containsEntry("http.route", "/");
    }

    @Test
    void calls_without_an_answer_have_an_error_and_no_status() {
        OtelName calls = name(Catalogue.HTTP_CLIENT_REQUESTS);

        assertThat(attributes(calls, "GET", "none", "CLIENT_ERROR", "UNKNOWN", "shop", "ConnectException"))
                .isEqualTo(Map.of(
                        "http.request.method", "GET",
                        "http.response.status_code", "",
                        "server.address", "shop",
                        "error.type", "ConnectException"));
        assertThat(attributes(calls, "GET", "none", "CLIENT_ERROR", "UNKNOWN", "none", "none"))
                .containsEntry("error.type", "_OTHER")
                .containsEntry("server.address", "");
        assertThat(attributes(calls, "GET", "none", "404", "CLIENT_ERROR", "shop", "none"))
                .containsEntry("error.type", "404");
    }

    @Test
    void what_exceeds_the_limit_stays_recognisable() {
        for (OtelName each : OtelNames.ALL) {
            String[] folded = new String[each.metric().labels().size()];
            Arrays.fill(folded, "overflow");

            attributes(each, folded).forEach((attribute, value) -> {
                if (!attribute.equals("db.client.connection.state")) {
                    assertThat(value).as(each.name() + " " + attribute).isEqualTo("overflow");
                }
            });
        }
    }

    @Test
    void tags_that_every_metric_has_stay() {
        Tags tags = Tags.of("area", "nonheap", "id", "Metaspace", "team", "orders");

        assertThat(name(Catalogue.JVM_MEMORY_USED).translate(tags))
                .containsExactly(
                        Tag.of("jvm.memory.type", "non_heap"),
                        Tag.of("jvm.memory.pool.name", "Metaspace"),
                        Tag.of("team", "orders"));
    }

    /** Or their values would overwrite each other. All that recorders record, each with each. */
    @Test
    void series_that_differ_still_differ_under_opentelemetrys_names() {
        Map<String, Set<String>> seen = new HashMap<>();
        Map<String, Integer> series = new TreeMap<>();
        for (OtelName each : OtelNames.ALL) {
            for (String[] labels : combinations(each.metric())) {
                seen.computeIfAbsent(each.name(), none -> new HashSet<>())
                        .add(new TreeMap<>(attributes(each, labels)).toString());
                series.merge(each.name(), 1, Integer::sum);
            }
        }

        series.forEach((name, count) -> assertThat(seen.get(name)).as(name).hasSize(count));
    }

    /** Label values of which each recorder gives all combinations, but for those that follow from others. */
    private static List<String[]> combinations(Metric metric) {
        List<String[]> all = new ArrayList<>(List.of(new String[][] {new String[0]}));
        for (String label : metric.labels()) {
            List<String[]> longer = new ArrayList<>();
            for (String[] each : all) {
                for (String value : values(metric, label, each)) {
                    String[] next = Arrays.copyOf(each, each.length + 1);
                    next[each.length] = value;
                    longer.add(next);
                }
            }
            all = longer;
        }
        return all;
    }

    private static List<String> values(Metric metric, String label, String[] before) {
        if (metric.equals(Catalogue.HTTP_SERVER_REQUESTS) || metric.equals(Catalogue.HTTP_CLIENT_REQUESTS)) {
            boolean server = metric.equals(Catalogue.HTTP_SERVER_REQUESTS);
            return switch (label) {
                case "method" -> List.of("GET", "POST", HttpLabels.UNKNOWN);
                case "uri" -> server ? List.of("/a", "/b", "root", "(none)") : List.of("none");
                case "status" -> {
                    List<String> statuses =
                            new ArrayList<>(List.of("200", "302", "404", "500", "503", HttpLabels.UNKNOWN));
                    if (!server) {
                        statuses.add(HttpClient.NO_ANSWER);
                    }
                    yield statuses;
                }
                case "outcome" -> {
                    if (server && before[1].equals("(none)")) {
                        before[1] = switch (before[2]) {
                            case "302" -> "REDIRECTION";
                            case "404" -> "NOT_FOUND";
                            default -> HttpLabels.UNKNOWN;
                        };
                    }
                    yield List.of("follows from the status");
                }
                case "client.name" -> List.of("shop", "none");
                default -> List.of("none", "IOException", "TimeoutException");
            };
        }
        return switch (label) {
            // A name is that of one pool, a collector is one that stops the application or one that does not.
            case "pool" -> List.of("hikari", "hikari-2");
            case "name" -> List.of("other", "other-2");
            case "gc" -> List.of(metric.equals(Catalogue.JVM_GC_PAUSE) ? "G1 Young Generation" : "G1 Concurrent GC");
            case "state" -> List.of("runnable", "waiting", "timed-waiting");
            case "area" -> List.of("heap", "nonheap");
            case "error.type" -> List.of("none", "23505", "SQLException");
            case "db.operation.name" -> List.of("SELECT", "BATCH", "other");
            case "db.collection.name" -> List.of("orders", "none");
            default -> List.of("a", "b");
        };
    }

    private static Map<String, String> attributes(OtelName name, String... labels) {
        Map<String, String> attributes = new HashMap<>();
        name.translate(name.metric().tags(labels)).forEach(tag -> attributes.put(tag.getKey(), tag.getValue()));
        return attributes;
    }

    private static OtelName name(Metric metric) {
        return OtelNames.ALL.stream()
                .filter(each -> each.metric().equals(metric))
                .findFirst()
                .orElseThrow();
    }

    private static String prometheusName(Metric metric) {
        return name(metric).prometheusName();
    }

    private static Map<String, Convention> conventions() {
        try (InputStream in = OtelNamesTest.class.getResourceAsStream("semantic-conventions.txt")) {
            Map<String, Convention> conventions = new HashMap<>();
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.split("\\s*\\|\\s*", -1))
                    .forEach(cells -> conventions.put(
                            cells[0], new Convention(cells[1], cells[2], new TreeSet<>(List.of(cells[3].split(" "))))));
            return conventions;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
