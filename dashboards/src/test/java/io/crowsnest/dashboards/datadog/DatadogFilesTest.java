package io.crowsnest.dashboards.datadog;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.telemetry.Catalogue;
import io.crowsnest.telemetry.DatadogNames;
import io.crowsnest.telemetry.Metric;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Datadog has no schema of its dashboards; these are the rules of its API reference. */
class DatadogFilesTest {

    private static final Pattern QUERY = Pattern.compile(
            "(avg|sum|min|max|count|p50|p95|p99):([a-z_.0-9]+)\\{([^}]*)}( by \\{[a-z_.,]+})?(\\.as_count\\(\\))?");
    private static final Pattern VARIABLE = Pattern.compile("\\$(\\w+)");

    @Test
    void the_dashboard_has_what_the_api_asks_for() {
        Map<String, ?> dashboard = DatadogDashboard.json();

        assertThat(dashboard.get("title")).asString().isNotEmpty();
        assertThat(dashboard.get("layout_type")).isIn("ordered", "free");
        assertThat(dashboard.get("reflow_type")).isIn("auto", "fixed");
        assertThat(widgets(dashboard)).hasSizeGreaterThan(10).allSatisfy(widget -> {
            assertThat(widget.get("type")).isIn("timeseries", "toplist", "check_status");
            assertThat(widget.get("title")).asString().isNotEmpty();
        });
    }

    @Test
    void every_request_names_its_queries_and_uses_them() {
        for (Map<?, ?> widget : widgets(DatadogDashboard.json())) {
            for (Map<?, ?> request : maps(widget.get("requests"))) {
                assertThat(request.get("response_format"))
                        .isEqualTo(widget.get("type").equals("toplist") ? "scalar" : "timeseries");
                String formulas = maps(request.get("formulas")).toString();
                for (Map<?, ?> query : maps(request.get("queries"))) {
                    assertThat(query.get("data_source")).isEqualTo("metrics");
                    assertThat(formulas).matches("(?s).*\\b" + query.get("name") + "\\b.*");
                }
            }
        }
    }

    @Test
    void every_query_asks_for_what_is_sent_by_tags_that_it_has() {
        Set<String> variables = new HashSet<>();
        maps(DatadogDashboard.json().get("template_variables"))
                .forEach(each -> variables.add((String) each.get("name")));
        List<String> queries = new ArrayList<>();
        for (Map<?, ?> widget : widgets(DatadogDashboard.json())) {
            maps(widget.get("requests"))
                    .forEach(request ->
                            maps(request.get("queries")).forEach(query -> queries.add((String) query.get("query"))));
        }
        for (String query : queries) {
            assertThat(query).matches(QUERY);
            check(query);
            Matcher variable = VARIABLE.matcher(query);
            while (variable.find()) {
                assertThat(variables).contains(variable.group(1));
            }
        }
        DatadogMonitors.all().values().forEach(monitor -> check((String) monitor.get("query")));
    }

    private static void check(String text) {
        Set<String> replaced = DatadogNames.replaced();
        Matcher query = QUERY.matcher(text);
        while (query.find()) {
            String name = query.group(2);
            Metric metric = Catalogue.ALL.stream()
                    .filter(each -> each.name().equals(name))
                    .findFirst()
                    .orElse(null);
            if (metric == null) {
                assertThat(DatadogNames.ALL)
                        .extracting(DatadogNames.DatadogName::name)
                        .contains(name);
                continue;
            }
            assertThat(replaced).doesNotContain(name);
            boolean isDistribution = metric.type() == Metric.Type.TIMER || metric.type() == Metric.Type.SUMMARY;
            assertThat(query.group(1).matches("count|p\\d+"))
                    .as(text)
                    .isEqualTo(isDistribution && !query.group(1).equals("avg"));
        }
    }

    @Test
    void there_are_six_monitors_whose_threshold_is_that_of_the_query() {
        Map<String, ? extends Map<String, ?>> monitors = DatadogMonitors.all();

        assertThat(monitors).hasSize(6);
        monitors.forEach((file, monitor) -> {
            assertThat(monitor.get("type")).as(file).isIn("query alert", "service check");
            assertThat((String) monitor.get("message")).contains("{{#is_alert}}", "{{/is_alert}}");
            assertThat((String) monitor.get("name")).isNotEmpty();
            Map<?, ?> options = (Map<?, ?>) monitor.get("options");
            Map<?, ?> thresholds = (Map<?, ?>) options.get("thresholds");
            if (monitor.get("type").equals("query alert")) {
                String query = (String) monitor.get("query");
                assertThat(query).matches("(avg|sum|min|max)\\(last_\\d+m\\):.* > [0-9.]+");
                assertThat(Double.parseDouble(query.substring(query.lastIndexOf('>') + 2)))
                        .isEqualTo(((Number) thresholds.get("critical")).doubleValue());
            }
        });
    }

    private static List<Map<?, ?>> widgets(Map<String, ?> dashboard) {
        List<Map<?, ?>> all = new ArrayList<>();
        for (Map<?, ?> group : maps(dashboard.get("widgets"))) {
            Map<?, ?> definition = (Map<?, ?>) group.get("definition");
            assertThat(definition.get("type")).isEqualTo("group");
            maps(definition.get("widgets")).forEach(widget -> all.add((Map<?, ?>) widget.get("definition")));
        }
        return all;
    }

    private static List<Map<?, ?>> maps(Object value) {
        List<Map<?, ?>> maps = new ArrayList<>();
        if (value instanceof List<?> list) {
            list.forEach(each -> maps.add((Map<?, ?>) each));
        }
        return maps;
    }
}
