package io.crowsnest.dashboards.rules;

import static io.crowsnest.dashboards.promql.Promql.group;
import static io.crowsnest.dashboards.promql.Promql.rate;
import static io.crowsnest.dashboards.promql.Promql.sum;

import io.crowsnest.dashboards.promql.Recorded;
import io.crowsnest.dashboards.promql.Series;
import io.crowsnest.dashboards.rules.Rule.Alert;
import io.crowsnest.dashboards.rules.Rule.Recording;
import io.crowsnest.dashboards.rules.Rule.Severity;
import io.crowsnest.telemetry.Catalogue;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Objectives: what is recorded of them, and the alerts on how fast their budgets are spent, in two windows each so that they fire soon
 * and stop soon (Google, The Site Reliability Workbook, chapter 5).
 *
 * <p>Long windows are averages of what is recorded every 30 seconds: exact enough, and cheap for three days.
 */
final class SloRules {

    private static final Series of = Series.OF_ALL;
    private static final List<String> WINDOWS = List.of("5m", "30m", "1h", "2h", "6h", "1d", "3d");

    /** Two per cent of a month's budget in an hour, five in six hours, ten in a day, ten in three days. */
    private static final List<Burn> BURNS = List.of(
            new Burn("1h", "5m", "14.4", "2m", Severity.CRITICAL),
            new Burn("6h", "30m", "6", "15m", Severity.CRITICAL),
            new Burn("1d", "2h", "3", "1h", Severity.WARNING),
            new Burn("3d", "6h", "1", "3h", Severity.WARNING));

    /** Less than about one request a minute says nothing. */
    private static final String ENOUGH_TRAFFIC = "0.02";

    private record Burn(String window, String guard, String factor, String lasting, Severity severity) {}

    private final Objectives objectives;

    private SloRules(Objectives objectives) {
        this.objectives = objectives;
    }

    static RuleGroup make(Objectives objectives) {
        SloRules rules = new SloRules(objectives);
        List<Rule> all = new ArrayList<>(rules.recordings());
        for (Burn burn : BURNS) {
            all.add(alert("ErrorBudgetBurn", "fail", burn, Recorded::errorRatio, Recorded.ERROR_BUDGET));
        }
        for (Burn burn : BURNS.subList(0, 2)) {
            all.add(alert("LatencyBudgetBurn", "are too slow", burn, Recorded::slowRatio, Recorded.LATENCY_BUDGET));
        }
        return new RuleGroup("crowsnest-slo", all);
    }

    private List<Rule> recordings() {
        List<Rule> all = new ArrayList<>();
        all.add(new Recording(Recorded.OBJECTIVE, objective(Objectives.Objective::success)));
        all.add(new Recording(Recorded.ERROR_BUDGET, "1 - " + Recorded.OBJECTIVE));
        all.add(new Recording(Recorded.LATENCY_OBJECTIVE, objective(Objectives.Objective::fast)));
        all.add(new Recording(Recorded.LATENCY_BUDGET, "1 - " + Recorded.LATENCY_OBJECTIVE));
        all.add(new Recording(Recorded.REQUESTS, sum("job", rate(of.count(Catalogue.HTTP_SERVER_REQUESTS), "5m"))));
        // A service without errors has no such series: zero, not nothing.
        all.add(new Recording(
                Recorded.ERRORS,
                sum("job", rate(of.count(Catalogue.HTTP_SERVER_REQUESTS, "outcome=\"SERVER_ERROR\""), "5m")) + " or "
                        + Recorded.REQUESTS + " * 0"));
        all.add(new Recording(Recorded.SLOW, slow()));
        for (String window : WINDOWS) {
            all.add(new Recording(Recorded.errorRatio(window), ratio(Recorded.ERRORS, window)));
            all.add(new Recording(Recorded.slowRatio(window), ratio(Recorded.SLOW, window)));
        }
        return all;
    }

    private String objective(Function<Objectives.Objective, String> share) {
        return byService((matcher, objective) ->
                group("job", of.of(Catalogue.CROWSNEST_BUILD_INFO, matcher)) + " * " + share.apply(objective));
    }

    private String slow() {
        return byService((matcher, objective) -> {
            String all = sum("job", rate(of.count(Catalogue.HTTP_SERVER_REQUESTS, matcher), "5m"));
            String le = "le=\"" + objective.within() + "\"";
            return "clamp_min(" + all + " - "
                    + sum("job", rate(of.bucket(Catalogue.HTTP_SERVER_REQUESTS, matcher, le), "5m")) + ", 0)";
        });
    }

    private interface OfObjective {
        String expression(String matcher, Objectives.Objective objective);
    }

    /** One expression for each service with an objective of its own, and one for all others. */
    private String byService(OfObjective each) {
        List<String> parts = new ArrayList<>();
        objectives.services().forEach((job, objective) -> parts.add(each.expression("job=\"" + job + "\"", objective)));
        String others =
                "job!~\"" + String.join("|", objectives.services().keySet()).replace(".", "\\\\.") + "\"";
        parts.add(each.expression(others, objectives.standard()));
        return String.join(" or ", parts);
    }

    private static String ratio(String part, String window) {
        return window.equals("5m")
                ? part + " / (" + Recorded.REQUESTS + " > 0)"
                : "sum_over_time(" + part + "[" + window + "]) / (sum_over_time(" + Recorded.REQUESTS + "[" + window
                        + "]) > 0)";
    }

    private static Alert alert(String name, String what, Burn burn, UnaryOperator<String> ratio, String budget) {
        String limit = " > on (job) (" + burn.factor + " * " + budget + ")";
        return Alert.of(
                        name,
                        ratio.apply(burn.window) + limit + " and on (job) " + ratio.apply(burn.guard) + limit
                                + " and on (job) avg_over_time(" + Recorded.REQUESTS + "[" + burn.window + "]) > "
                                + ENOUGH_TRAFFIC,
                        burn.lasting,
                        burn.severity,
                        "{{ $labels.job }}: too many requests " + what,
                        "{{ $value | humanizePercentage }} of the requests of {{ $labels.job }} " + what + " over "
                                + burn.window + ": more than " + burn.factor + " times what its objective allows.")
                .with("window", burn.window);
    }
}
