package io.crowsnest.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files that put dashboards and rules in place. */
class StackTest {

    private static final Path STACK = Path.of("stack");
    private static final Path DATASOURCES = STACK.resolve("grafana/provisioning/datasources/crowsnest.yml");
    private static final Path PROVIDERS = STACK.resolve("grafana/provisioning/dashboards/crowsnest.yml");
    private static final String ALERTMANAGER = "alertmanager/alertmanager.yml";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"targets/shop.yml", "services.yml"})
    void prometheus_accepts_its_configuration_with_rules_and_targets(String targets) throws Exception {
        Files.copy(STACK.resolve("prometheus/prometheus.yml"), directory.resolve("prometheus.yml"));
        Files.createDirectory(directory.resolve("targets"));
        Files.copy(STACK.resolve("prometheus").resolve(targets), directory.resolve("targets/these.yml"));
        Files.writeString(
                directory.resolve("crowsnest.rules.yml"), Committed.files().get("prometheus/crowsnest.rules.yml"));

        assertThat(Promtool.run(directory, "promtool", "check", "config", "prometheus.yml"))
                .contains("SUCCESS: prometheus.yml is valid")
                .contains("rules found")
                .doesNotContain("WARNING", "no files");
    }

    @Test
    void prometheus_names_targets_as_log_documents_name_their_origin() throws Exception {
        Files.copy(STACK.resolve("prometheus/prometheus.yml"), directory.resolve("prometheus.yml"));
        Files.writeString(directory.resolve("crowsnest.rules.yml"), "groups: []\n");
        Files.createDirectory(directory.resolve("targets"));
        Files.copy(STACK.resolve("prometheus/targets/shop.yml"), directory.resolve("targets/shop.yml"));
        Files.writeString(directory.resolve("targets/mine.yml"), """
                - targets: ["host.docker.internal:9464"]
                  labels: {job: orders, instance: my-machine}
                """);

        String found = Promtool.run(
                directory, "promtool", "check", "service-discovery", "--timeout", "2s", "prometheus.yml", "services");

        assertThat(found.replaceAll("\\s+", " "))
                .contains("\"instance\": \"demo\", \"job\": \"shop\"")
                .contains("\"instance\": \"my-machine\", \"job\": \"orders\"");
    }

    @Test
    void alertmanager_accepts_its_configuration() throws Exception {
        assertThat(Promtool.run(STACK, "amtool", "check-config", ALERTMANAGER)).contains("SUCCESS");
    }

    @ParameterizedTest
    @CsvSource({
        "watchdog, alertname=Watchdog, severity=none",
        "page, alertname=ServiceAllDown, severity=critical",
        "page, alertname=ErrorBudgetBurn, severity=critical",
        "page, alertname=JvmHeapAfterGcHigh, severity=critical",
        "ticket, alertname=JvmHeapAfterGcHigh, severity=warning",
        "ticket, alertname=ServiceInstanceDown, severity=warning",
        "ticket, alertname=OfSomebodyElse, team=x",
    })
    void alerts_reach_their_receiver(String receiver, String name, String label) throws Exception {
        String found =
                Promtool.run(STACK, "amtool", "config", "routes", "test", "--config.file=" + ALERTMANAGER, name, label);

        assertThat(found.strip()).endsWith(receiver);
    }

    @Test
    void dashboards_find_their_datasources_and_examples_open_the_logs() throws IOException {
        List<Map<String, Object>> datasources =
                BoardFile.objects(read(DATASOURCES).get("datasources"));

        assertThat(datasources).extracting(each -> each.get("type")).containsExactly("prometheus", "elasticsearch");
        assertThat(datasources).allMatch(each -> Boolean.FALSE.equals(each.get("editable")));
        assertThat(datasources).noneMatch(each -> each.containsKey("database"));
        Map<String, Object> prometheus = BoardFile.object(datasources.get(0).get("jsonData"));
        assertThat(BoardFile.objects(prometheus.get("exemplarTraceIdDestinations")))
                .extracting(each -> each.get("url"))
                .containsExactly("/d/crowsnest-logs?var-trace_id=$${__value.raw}");
        Map<String, Object> elasticsearch = BoardFile.object(datasources.get(1).get("jsonData"));
        assertThat(elasticsearch).doesNotContainKeys("interval", "esVersion");
        assertThat(BoardFile.objects(elasticsearch.get("dataLinks")))
                .allMatch(each -> each.containsKey("url") && !each.containsKey("datasourceUid"));
    }

    @Test
    void grafana_asks_as_often_as_prometheus_scrapes() throws IOException {
        Map<String, Object> global = BoardFile.object(
                read(STACK.resolve("prometheus/prometheus.yml")).get("global"));
        Map<String, Object> prometheus = BoardFile.object(
                BoardFile.objects(read(DATASOURCES).get("datasources")).get(0).get("jsonData"));

        assertThat(prometheus).containsEntry("timeInterval", global.get("scrape_interval"));
    }

    @Test
    void provider_reads_files_and_nobody_changes_them_on_the_page() throws IOException {
        Map<String, Object> provider =
                BoardFile.objects(read(PROVIDERS).get("providers")).get(0);

        assertThat(read(PROVIDERS)).containsEntry("apiVersion", 1);
        assertThat(provider)
                .containsEntry("type", "file")
                .containsEntry("allowUiUpdates", false)
                .containsEntry("disableDeletion", true);
    }

    /** Grafana replaces {@code $NAME} by the environment's, and {@code $$} by a dollar sign. */
    @Test
    void dollar_signs_that_grafana_shall_see_are_doubled() throws IOException {
        Pattern single = Pattern.compile("(?<!\\$)\\$(?!\\$)(?!(PROMETHEUS_URL|ELASTICSEARCH_(URL|USER|PASSWORD))\\b)");
        try (Stream<Path> files = Files.walk(STACK.resolve("grafana"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Matcher found = single.matcher(Files.readString(file).replace("$$", ""));
                assertThat(found.find()).as("%s", file).isFalse();
            }
        }
    }

    private static Map<String, Object> read(Path file) throws IOException {
        return BoardFile.object(BoardFile.parse(Files.readString(file)));
    }
}
