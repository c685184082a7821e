package io.crowsnest.core.cli;

import io.crowsnest.core.settings.Keys;
import io.crowsnest.core.settings.Problem;
import io.crowsnest.core.settings.Settings;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * Prints the metrics that the agent can have. Each is a line in columns, for people and for {@code grep} and {@code awk}, and an indented one that
 * says what it means.
 */
@Command(
        name = "metrics",
        description =
                "List the metrics: name, type, unit, labels and meaning, with the names that metrics.naming says.")
final class MetricsCommand implements Callable<Integer> {

    private final Properties systemProperties;
    private final Map<String, String> environment;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Mixin
    private TriedSettings tried = new TriedSettings();

    MetricsCommand(Properties systemProperties, Map<String, String> environment) {
        this.systemProperties = systemProperties;
        this.environment = environment;
    }

    @Override
    public Integer call() {
        Settings settings = tried.resolve(systemProperties, environment);
        print(
                ExposedMetric.all(settings.get(Keys.METRICS_NAMING).equals("otel")),
                spec.commandLine().getOut());
        for (Problem problem : settings.problems()) {
            spec.commandLine().getErr().println(problem.line());
        }
        return settings.problems().isEmpty() ? 0 : 1;
    }

    private static void print(List<ExposedMetric> metrics, PrintWriter out) {
        int name = 0;
        int unit = 0;
        for (ExposedMetric metric : metrics) {
            name = Math.max(name, metric.name().length());
            unit = Math.max(unit, metric.shownUnit().length());
        }
        String columns = "%-" + name + "s  %-9s  %-" + unit + "s  %s%n";
        out.printf(columns, "NAME", "TYPE", "UNIT", "LABELS");
        for (ExposedMetric metric : metrics) {
            out.printf(columns, metric.name(), metric.type(), metric.shownUnit(), metric.shownLabels());
            out.println("    " + metric.help());
        }
        out.println();
        out.println(
                "# A histogram is shown as <name>_bucket, _count and _sum, a summary as <name>_count and _sum; both have a");
        out.println(
                "# gauge <name>_max beside them, the largest value of late. Not listed: labels that the setting tags adds,");
        out.println("# timers of metrics.methods, and what the application measures itself.");
    }
}
