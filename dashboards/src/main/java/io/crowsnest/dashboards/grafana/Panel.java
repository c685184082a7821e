package io.crowsnest.dashboards.grafana;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A panel, described step by step; {@link PanelJson} makes Grafana's form of it. */
public final class Panel {

    /** What a panel is drawn as. */
    public enum Type {
        STAT("stat"),
        GRAPH("timeseries"),
        TABLE("table"),
        HEATMAP("heatmap"),
        STATES("state-timeline"),
        ALERTS("alertlist"),
        LOGS("logs");

        final String plugin;

        Type(String plugin) {
            this.plugin = plugin;
        }
    }

    final Type type;
    final String title;
    final List<Target> targets = new ArrayList<>();
    final List<Link> links = new ArrayList<>();
    final List<Link> valueLinks = new ArrayList<>();
    final List<Threshold> thresholds = new ArrayList<>();
    final Map<String, String> units = new LinkedHashMap<>();
    final Map<String, Link> columnLinks = new LinkedHashMap<>();
    final Map<String, List<Threshold>> columnThresholds = new LinkedHashMap<>();
    final List<String> limits = new ArrayList<>();
    String shows = "";
    String ifBad = "";
    String unit = "short";
    String rowsBy = "";
    String noValue = "";
    int width = 8;
    int height = 8;
    boolean stacked;
    boolean zerosUnlisted;
    boolean legendBeside;
    boolean logSource;

    private Panel(Type type, String title, int width, int height) {
        this.type = type;
        this.title = title;
        this.width = width;
        this.height = height;
    }

    /** One number. What it was before is on a graph: behind the number, as Grafana puts it, neither can be read. */
    public static Panel stat(String title) {
        return new Panel(Type.STAT, title, 4, 4);
    }

    /** Lines over time; high enough for a legend of three. */
    public static Panel graph(String title) {
        return new Panel(Type.GRAPH, title, 8, 9);
    }

    /** One row for each value of the labels {@code rowsBy}, one column for each query. */
    public static Panel table(String title, String rowsBy) {
        Panel panel = new Panel(Type.TABLE, title, 24, 8);
        panel.rowsBy = rowsBy;
        return panel;
    }

    /** A histogram over time. */
    public static Panel heatmap(String title) {
        return new Panel(Type.HEATMAP, title, 12, 9);
    }

    /** What was up and what was down, when. */
    public static Panel states(String title) {
        return new Panel(Type.STATES, title, 16, 8);
    }

    /** Alerts that fire or are about to. */
    public static Panel alerts(String title) {
        return new Panel(Type.ALERTS, title, 8, 8);
    }

    /** Log lines. */
    public static Panel logs(String title) {
        Panel panel = new Panel(Type.LOGS, title, 24, 12);
        panel.logSource = true;
        return panel;
    }

    /** Log documents over time, one bar for each of the ten most frequent values of {@code field}. */
    public static Panel countedLogs(String title, String field) {
        Panel panel = graph(title).stacked();
        panel.logSource = true;
        panel.rowsBy = field;
        return panel;
    }

    /** What the values are, in one or two sentences. */
    public Panel shows(String sentences) {
        this.shows = sentences;
        return this;
    }

    /** What to do about bad values: a sentence that follows "If this is bad:". */
    public Panel ifBad(String sentence) {
        this.ifBad = sentence;
        return this;
    }

    /** Unit of all values, as Grafana calls it. */
    public Panel unit(String unit) {
        this.unit = unit;
        return this;
    }

    public Panel query(String legend, String query) {
        targets.add(new Target(legend, query, false));
        return this;
    }

    /** A query whose values have traces as examples. */
    public Panel queryWithExemplars(String legend, String query) {
        targets.add(new Target(legend, query, true));
        return this;
    }

    /** A query whose values must not be passed: drawn dashed and red. */
    public Panel limit(String legend, String query) {
        limits.add(legend);
        return query(legend, query);
    }

    /** A column of a table, in a unit of its own. */
    public Panel column(String name, String unit, String query) {
        units.put(name, unit);
        return query(name, query);
    }

    /** A link of every cell in the column of a label. */
    public Panel columnLink(String label, Link link) {
        columnLinks.put(label, link);
        return this;
    }

    /** The column that was added last is orange from {@code warn} on, red from {@code bad} on. */
    public Panel columnWarn(double warn, double bad) {
        return colourColumn(List.of(new Threshold(warn, "orange"), new Threshold(bad, "red")));
    }

    /** The column that was added last is red below {@code bad}, orange below {@code warn}. */
    public Panel columnBadBelow(double bad, double warn) {
        return colourColumn(List.of(
                new Threshold(Double.NEGATIVE_INFINITY, "red"),
                new Threshold(bad, "orange"),
                new Threshold(warn, "green")));
    }

    private Panel colourColumn(List<Threshold> colours) {
        columnThresholds.put(targets.get(targets.size() - 1).legend(), colours);
        return this;
    }

    /** Orange from {@code warn} on, red from {@code bad} on. */
    public Panel warn(double warn, double bad) {
        thresholds.add(new Threshold(warn, "orange"));
        thresholds.add(new Threshold(bad, "red"));
        return this;
    }

    /** Red below {@code good}. */
    public Panel badBelow(double good) {
        thresholds.add(new Threshold(Double.NEGATIVE_INFINITY, "red"));
        thresholds.add(new Threshold(good, "green"));
        return this;
    }

    /** What to say where there is nothing to show, and that is as it should be. */
    public Panel whenEmpty(String text) {
        this.noValue = text;
        return this;
    }

    /** Series that are zero all the time are drawn, but not in the legend: there are many, and they are as they should be. */
    public Panel zerosUnlisted() {
        this.zerosUnlisted = true;
        return this;
    }

    /** The legend at the right and not below, for panels that are wide and low. */
    public Panel legendBeside() {
        this.legendBeside = true;
        return this;
    }

    public Panel stacked() {
        this.stacked = true;
        return this;
    }

    public Panel width(int columns) {
        this.width = columns;
        return this;
    }

    public Panel height(int rows) {
        this.height = rows;
        return this;
    }

    /** A link in the corner of the panel. */
    public Panel link(Link link) {
        links.add(link);
        return this;
    }

    /** A link that each value has. */
    public Panel valueLink(Link link) {
        valueLinks.add(link);
        return this;
    }
}
