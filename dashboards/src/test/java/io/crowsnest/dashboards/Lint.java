package io.crowsnest.dashboards;

import static io.crowsnest.dashboards.BoardFile.expressions;
import static io.crowsnest.dashboards.BoardFile.number;
import static io.crowsnest.dashboards.BoardFile.object;
import static io.crowsnest.dashboards.BoardFile.objects;
import static io.crowsnest.dashboards.BoardFile.targets;
import static io.crowsnest.dashboards.BoardFile.text;

import io.crowsnest.dashboards.Expression.Selector;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks a dashboard: the rules of grafana/dashboard-linter 0.2 under their names (without those for Loki), then our own, which begin
 * with {@code own-}.
 */
final class Lint {

    private static final Set<String> WITH_UNIT = Set.of("stat", "timeseries", "table", "heatmap");
    private static final Set<String> UNITS =
            Set.of("short", "none", "percentunit", "s", "bytes", "Bps", "reqps", "ops", "cps", "dateTimeAsIso");
    private static final Pattern DASHBOARD_LINK = Pattern.compile("/d/([\\w-]+)");
    private static final Pattern LEGEND_LABEL = Pattern.compile("\\{\\{(\\w+)}}");

    private final BoardFile board;
    private final KnownSeries known;
    private final Set<String> uids;
    private final List<String> findings = new ArrayList<>();

    private Lint(BoardFile board, KnownSeries known, Set<String> uids) {
        this.board = board;
        this.known = known;
        this.uids = uids;
    }

    /** Findings as {@code rule dashboard: what}. */
    static List<String> findings(BoardFile board, KnownSeries known, Set<String> uids) {
        Lint lint = new Lint(board, known, uids);
        lint.dashboard();
        lint.variables();
        lint.grid();
        board.panels().forEach(lint::panel);
        return lint.findings;
    }

    private void found(String rule, String what) {
        findings.add(rule + " " + board.uid() + ": " + what);
    }

    private void check(boolean holds, String rule, String what) {
        if (!holds) {
            found(rule, what);
        }
    }

    private void dashboard() {
        check("false".equals(text(board.json(), "editable")), "uneditable-dashboard", "can be edited");
        check(board.json().get("id") == null, "own-id", "has an id; only the uid is stable");
        check(!text(board.json(), "description").isEmpty(), "own-description", "has no description");
        for (Map<String, Object> annotation : board.annotations()) {
            expression(text(annotation, "name"), text(annotation, "expr"), false);
        }
    }

    private void variables() {
        List<Map<String, Object>> variables = board.variables();
        check(
                text(variables.get(0), "name").equals("prometheus_datasource"),
                "template-datasource-rule",
                "the first variable is not prometheus_datasource");
        variable("job", "Job");
        variable("instance", "Instance");
        for (Map<String, Object> variable : variables) {
            if (text(variable, "type").equals("query")) {
                String name = text(variable, "name");
                check(number(variable, "refresh") == 2, "template-on-time-change-reload-rule", name);
                String query = text(variable, "definition");
                check(query.matches("label_values\\(.+, \\w+\\)"), "template-label-promql-rule", name + ": " + query);
                expression(name, query.substring("label_values(".length(), query.lastIndexOf(',')), false);
            }
        }
    }

    private void variable(String name, String label) {
        String rule = "template-" + name + "-rule";
        board.variables().stream()
                .filter(variable -> text(variable, "name").equals(name))
                .findFirst()
                .ifPresentOrElse(
                        variable -> {
                            check(text(variable, "label").equals(label), rule, "has another label");
                            check("true".equals(text(variable, "multi")), rule, "is not multi");
                            check(".+".equals(text(variable, "allValue")), rule, "has another allValue");
                        },
                        () -> found(rule, "is missing"));
    }

    private void grid() {
        Set<Integer> ids = new HashSet<>();
        Set<String> cells = new HashSet<>();
        Set<String> titles = new HashSet<>();
        for (Map<String, Object> panel : board.rowsAndPanels()) {
            String title = text(panel, "title");
            check(ids.add(number(panel, "id")), "own-unique-id", title);
            check(titles.add(text(panel, "type") + title), "own-unique-title", title);
            Map<String, Object> grid = object(panel.get("gridPos"));
            int x = number(grid, "x");
            int width = number(grid, "w");
            check(x >= 0 && width > 0 && x + width <= 24, "own-grid", title + " is outside");
            for (int column = x; column < x + width; column++) {
                for (int row = number(grid, "y"); row < number(grid, "y") + number(grid, "h"); row++) {
                    check(cells.add(column + "," + row), "own-grid", title + " overlaps at " + column + "," + row);
                }
            }
        }
    }

    private void panel(Map<String, Object> panel) {
        String title = text(panel, "title");
        String type = text(panel, "type");
        check(!title.isEmpty(), "panel-title-description-rule", "a panel without title");
        String description = text(panel, "description");
        int advice = description.indexOf(" If this is bad: ");
        check(
                advice > 10 && description.length() > advice + 25,
                "panel-title-description-rule",
                title + ": " + description);
        if (!type.equals("alertlist")) {
            String uid = text(object(panel.get("datasource")), "uid");
            check(uid.matches("\\$\\{\\w+_datasource}"), "panel-datasource-rule", title + ": " + uid);
            check(!targets(panel).isEmpty(), "panel-no-targets-rule", title);
        }
        if (WITH_UNIT.contains(type)) {
            String unit = text(object(object(panel.get("fieldConfig")).get("defaults")), "unit");
            check(UNITS.contains(unit), "panel-units-rule", title + ": " + unit);
            thresholds(
                    title,
                    object(object(object(panel.get("fieldConfig")).get("defaults"))
                            .get("thresholds")));
        }
        Set<String> refIds = new HashSet<>();
        for (Map<String, Object> target : targets(panel)) {
            check(refIds.add(text(target, "refId")), "own-unique-ref-id", title);
            legend(title, target);
        }
        expressions(panel).forEach(expression -> expression(title, expression, true));
        links(title, panel.toString());
    }

    private void thresholds(String title, Map<String, Object> thresholds) {
        double last = Double.NEGATIVE_INFINITY;
        for (Map<String, Object> step : objects(thresholds.get("steps"))) {
            double value =
                    step.get("value") == null ? Double.NEGATIVE_INFINITY : ((Number) step.get("value")).doubleValue();
            check(value >= last, "own-thresholds", title + " are not in order");
            last = value;
        }
    }

    /** A label in a legend must be in the result. */
    private void legend(String title, Map<String, Object> target) {
        if (!target.containsKey("expr")) {
            return;
        }
        Matcher label = LEGEND_LABEL.matcher(text(target, "legendFormat"));
        Expression expression = Expression.of(text(target, "expr"));
        while (label.find()) {
            boolean kept = expression.groupings().contains(label.group(1)) || keeps(expression, label.group(1));
            check(kept, "own-legend", title + ": {{" + label.group(1) + "}} is not in the result");
        }
        check(!text(target, "legendFormat").isEmpty(), "own-legend", title + " has a query without name");
    }

    /** Whether an expression that groups by nothing still has the label. */
    private static boolean keeps(Expression expression, String label) {
        boolean ofServices =
                expression.selectors().stream().allMatch(each -> each.name().startsWith("job:"));
        Set<String> kept = ofServices ? Set.of("job") : Set.of("job", "instance");
        return (ofServices || expression.groupings().isEmpty()) && kept.contains(label);
    }

    private void links(String title, String json) {
        Matcher link = DASHBOARD_LINK.matcher(json);
        while (link.find()) {
            check(uids.contains(link.group(1)), "own-link", title + " leads to " + link.group(1));
        }
    }

    private void expression(String where, String text, boolean ofPanel) {
        Expression expression = Expression.of(text);
        check(!expression.selectors().isEmpty(), "own-known-series", where + " selects nothing: " + text);
        for (Selector selector : expression.selectors()) {
            String name = selector.name();
            check(known.has(name), "own-known-series", where + ": " + name);
            selector.matchers()
                    .keySet()
                    .forEach(label ->
                            check(known.has(name, label), "own-known-label", where + ": " + name + " has no " + label));
            if (ofPanel) {
                selector(where, selector);
            }
        }
        for (String label : expression.groupings()) {
            check(
                    expression.selectors().stream().anyMatch(each -> known.has(each.name(), label)),
                    "own-known-label",
                    where + " groups by " + label);
        }
    }

    private void selector(String where, Selector selector) {
        String name = selector.name();
        String job = selector.matchers().getOrDefault("job", "");
        check(job.contains("=~$job"), "target-job-rule", where + ": " + name);
        String instance = selector.matchers().getOrDefault("instance", "");
        check(
                instance.contains("=~$instance") || name.startsWith("job:") || name.equals("ALERTS"),
                "target-instance-rule",
                where + ": " + name);
        boolean rate = Set.of("rate", "irate", "increase").contains(selector.function());
        boolean counter = name.matches(".*(_total|_count|_sum|_bucket|:sum)");
        boolean untyped = name.equals("system_cpu_count") || name.equals("jvm_buffer_count_buffers");
        if (rate) {
            check(counter, "target-counter-agg-rule", where + ": rate of " + name);
            Set<String> windows = selector.function().equals("increase")
                    ? Set.of("$__rate_interval", "$__range")
                    : Set.of("$__rate_interval");
            check(windows.contains(selector.window()), "target-rate-interval-rule", where + ": " + selector.window());
        } else if (!name.contains(":")) {
            boolean once = name.equals("crowsnest_recordings_dropped_total");
            boolean balance = name.startsWith("crowsnest_log_events_");
            boolean counted = selector.function().equals("count");
            check(
                    !counter || untyped || once || balance || counted,
                    "own-raw-counter",
                    where + ": " + name + " without rate");
        }
    }
}
