package io.crowsnest.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The figures as Markdown. */
final class Report {

    private final Results results;
    private final List<Variant> variants;
    private final List<Variant> logVariants;

    /**
     * A report of these results.
     *
     * @param variants ways to start the application
     * @param logVariants ways to log, empty if that was not measured
     */
    Report(Results results, List<Variant> variants, List<Variant> logVariants) {
        this.results = results;
        this.variants = variants;
        this.logVariants = logVariants;
    }

    /**
     * The whole page.
     *
     * @param head lines about the machine and the run
     */
    List<String> lines(String title, List<String> head) {
        List<String> lines = new ArrayList<>();
        lines.add("# " + title);
        lines.add("");
        lines.addAll(head);
        lines.addAll(
                List.of("", "## Targets", "", "| | promised | measured (median) | |", "| --- | --- | --- | --- |"));
        for (Target each : Target.values()) {
            lines.add(each.row(results));
        }
        lines.addAll(List.of("", "## Figures", ""));
        lines.add(
                "Ratio and difference compare a round with the same round without an agent; the median of all rounds is shown.");
        for (Metric metric : Metric.values()) {
            table(metric, lines);
        }
        settings("Settings of each agent", variants, lines);
        if (!logVariants.isEmpty()) {
            settings("Ways to log", logVariants, lines);
        }
        lines.addAll(List.of("", "Everything else is at its default."));
        return lines;
    }

    private void table(Metric metric, List<String> lines) {
        List<String> rows = new ArrayList<>();
        for (Variant variant : metric.measure().equals("logs") ? logVariants : variants) {
            Map<Integer, Double> values = results.of(metric, variant.id());
            if (!values.isEmpty()) {
                rows.add(row(metric, variant, values));
            }
        }
        if (rows.isEmpty()) {
            return;
        }
        String unit = metric.unit().isEmpty() ? "" : ", " + metric.unit();
        lines.addAll(List.of("", "### " + metric.title() + unit, ""));
        lines.add("| | median | min..max | ratio | difference |");
        lines.add("| --- | ---: | ---: | ---: | ---: |");
        lines.addAll(rows);
    }

    private String row(Metric metric, Variant variant, Map<Integer, Double> values) {
        Map<Integer, Double> base = results.of(metric, Variant.NONE);
        boolean compared = !variant.id().equals(Variant.NONE) && !base.isEmpty();
        List<Double> ratios = compared ? Statistics.ratios(values, base) : List.of();
        List<Double> differences = compared ? Statistics.differences(values, base) : List.of();
        Collection<Double> all = values.values();
        return "| " + variant.title() + " | " + number(Statistics.median(List.copyOf(all))) + " | "
                + number(Collections.min(all)) + ".." + number(Collections.max(all)) + " | "
                + (ratios.isEmpty() ? "" : String.format(Locale.ROOT, "%.2f", Statistics.median(ratios))) + " | "
                + (differences.isEmpty() ? "" : signed(Statistics.median(differences))) + " |";
    }

    private static void settings(String title, List<Variant> variants, List<String> lines) {
        lines.addAll(List.of("", "## " + title, "", "| | set to (system properties) |", "| --- | --- |"));
        for (Variant variant : variants) {
            if (!variant.settings().isEmpty()) {
                lines.add("| " + variant.title() + " | " + variant.settings() + " |");
            }
        }
    }

    private static String signed(double value) {
        return (value >= 0 ? "+" : "") + number(value);
    }

    /** Three digits are more than such a measurement is worth. */
    private static String number(double value) {
        double size = Math.abs(value);
        String form = size >= 100 || value == Math.rint(value) ? "%.0f" : size >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, form, value);
    }
}
