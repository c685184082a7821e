package io.crowsnest.exporter.prometheus;

import io.crowsnest.meters.Exemplar;
import io.crowsnest.meters.ExemplarSeries;
import io.crowsnest.meters.Reading;
import io.crowsnest.telemetry.application.Distribution;
import io.crowsnest.telemetry.application.Kind;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.distribution.ValueAtPercentile;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The text format 0.0.4, whose 1.0.0 is the same for names like ours, and OpenMetrics 1.0. They differ in the name by which a
 * counter is described, in words for types, in what is escaped in a help, and in exemplars:
 *
 * <pre>
 *   # TYPE orders_total counter          # TYPE orders counter
 *   orders_total{kind="new"} 3.0         orders_total{kind="new"} 3.0
 *   work_bucket{le="1.0"} 7              work_bucket{le="1.0"} 7 # {trace_id="..",span_id=".."} 0.3 1700000000.123
 * </pre>
 */
final class TextWriter implements FamilyWriter {

    private static final byte[] LINE_END = {'\n'};

    /** So many series are read before they are written: the processor waits for the memory of several at the same time. */
    private static final int AT_ONCE = 64;

    private static final byte[] EOF = ExposedFamily.bytes("# EOF\n");

    private final boolean openMetrics;
    private final Reading reading = new Reading();
    private final double[] values = new double[AT_ONCE];

    /** Labels of the series that is being written. */
    private byte[] labels = Labels.NONE;

    private int labelsFrom;
    private int labelsLength;

    TextWriter(boolean openMetrics) {
        this.openMetrics = openMetrics;
    }

    @Override
    public void end(Bytes out) {
        if (openMetrics) {
            out.put(EOF);
        }
    }

    @Override
    public void write(ExposedFamily family, int size, Bytes out) {
        switch (family.shape.kind()) {
            case COUNTER -> values(family, size, openMetrics ? family.name : family.sampleName, "counter", out);
            case GAUGE -> values(family, size, family.name, "gauge", out);
            case UNTYPED -> values(family, size, family.name, openMetrics ? "unknown" : "untyped", out);
            case INFO -> info(family, size, out);
            case DISTRIBUTION -> distribution(family, size, false, out);
            case ACTIVE -> distribution(family, size, true, out);
            case CUSTOM -> custom(family, size, out);
        }
    }

    @Override
    public void write(ForeignFamily family, Bytes out) {
        byte[] sampleName = ExposedFamily.bytes(family.sampleName());
        String type = switch (family.kind()) {
            case COUNTER -> "counter";
            case GAUGE -> "gauge";
            case UNTYPED -> openMetrics ? "unknown" : "untyped";
            case SUMMARY -> "summary";
            case HISTOGRAM -> "histogram";
        };
        describe(
                openMetrics ? ExposedFamily.bytes(family.name()) : sampleName,
                "",
                type,
                Help.of(family.sampleName(), family.help()),
                out);
        for (ForeignFamily.Sample sample : family.samples()) {
            labels = sample.labels().text();
            labelsFrom = 0;
            labelsLength = labels.length;
            if (sample.distribution() == null) {
                value(sampleName, sample.value(), out);
            } else {
                distribution(family.name(), sample.distribution(), out);
            }
        }
    }

    /** Turns to the labels of one series. */
    private void turnTo(LabelTexts texts, int index) {
        labels = texts.all();
        labelsFrom = texts.from(index);
        labelsLength = texts.length(index);
    }

    /** What nobody knows, as the sum of a summary of Dropwizard, is not there. */
    private void distribution(String name, Distribution distribution, Bytes out) {
        boolean histogram = distribution.kind() == Kind.HISTOGRAM;
        byte[] pointName = ExposedFamily.bytes(histogram ? name + "_bucket" : name);
        String label = histogram ? "le=\"" : "quantile=\"";
        distribution.points().forEach((point, value) -> {
            Bytes more = new Bytes(24).putLatin1(label);
            Decimal.write(point, more);
            out.put(pointName);
            joined(more.putLatin1("\"} ").copy(), out);
            Decimal.write(value, out);
            out.put(LINE_END);
        });
        if (!Double.isNaN(distribution.count())) {
            value(ExposedFamily.bytes(name + "_count"), distribution.count(), out);
        }
        if (!Double.isNaN(distribution.sum())) {
            value(ExposedFamily.bytes(name + "_sum"), distribution.sum(), out);
        }
    }

    private void describe(byte[] name, String suffix, String type, Help help, Bytes out) {
        out.putLatin1("# HELP ").put(name).putLatin1(suffix).put(' ');
        out.put(openMetrics ? help.openMetrics() : help.text());
        out.putLatin1("\n# TYPE ")
                .put(name)
                .putLatin1(suffix)
                .put(' ')
                .putLatin1(type)
                .put(LINE_END);
    }

    private void values(ExposedFamily family, int size, byte[] described, String type, Bytes out) {
        describe(described, "", type, family.help, out);
        double divisor = family.shape.divisor();
        for (int first = 0; first < size; first += AT_ONCE) {
            int end = Math.min(size, first + AT_ONCE);
            for (int i = first; i < end; i++) {
                if (!family.isDuplicate(i)) {
                    family.series(i).read(reading);
                    values[i - first] = reading.value();
                }
            }
            for (int i = first; i < end; i++) {
                double value = values[i - first];
                if (!family.isDuplicate(i) && !family.isAbsent(value)) {
                    turnTo(family.texts(), i);
                    value(family.sampleName, value / divisor, out);
                }
            }
        }
    }

    private void value(byte[] name, double value, Bytes out) {
        out.put(name).put(labels, labelsFrom, labelsLength);
        Decimal.write(value, out);
        out.put(LINE_END);
    }

    private void value(byte[] name, long value, Bytes out) {
        out.put(name).put(labels, labelsFrom, labelsLength).put(value).put(LINE_END);
    }

    private void info(ExposedFamily family, int size, Bytes out) {
        describe(openMetrics ? family.name : family.sampleName, "", openMetrics ? "info" : "gauge", family.help, out);
        for (int i = 0; i < size; i++) {
            if (!family.isDuplicate(i)) {
                turnTo(family.texts(), i);
                value(family.sampleName, 1, out);
            }
        }
    }

    /** All of a metric stands together, so maxima, which are a metric of their own, are kept until its end. */
    private void distribution(ExposedFamily family, int size, boolean active, Bytes out) {
        boolean histogram = family.isHistogram();
        boolean gaugeHistogram = histogram && active;
        describe(
                family.name,
                "",
                gaugeHistogram && openMetrics ? "gaugehistogram" : histogram ? "histogram" : "summary",
                family.help,
                out);
        double[] maxima = family.maxima();
        for (int i = 0; i < size; i++) {
            if (family.isDuplicate(i)) {
                continue;
            }
            family.series(i).read(reading);
            maxima[i] = reading.maximum();
            turnTo(family.texts(), i);
            if (histogram) {
                buckets(family, out);
            } else {
                quantiles(family, out);
            }
            if (!gaugeHistogram) {
                value(family.countName, reading.count(), out);
                value(family.sumName, reading.sum(), out);
            } else if (openMetrics) {
                active(family.name, "_gcount", (double) reading.count(), out);
                active(family.name, "_gsum", reading.sum(), out);
            }
            if (openMetrics && histogram && family.series(i) instanceof ExemplarSeries exemplars) {
                exemplars.rearmExemplars();
            }
        }
        if (gaugeHistogram && !openMetrics) {
            sums(family, size, out);
        }
        if (family.hasMaximum) {
            maxima(family, size, maxima, out);
        }
    }

    private void buckets(ExposedFamily family, Bytes out) {
        byte[][] bounds = family.bounds(reading.bounds());
        long cumulative = 0;
        for (int i = 0; i < bounds.length; i++) {
            cumulative += reading.bucket(i);
            out.put(family.bucketName);
            joined(bounds[i], out);
            out.put(cumulative);
            Exemplar exemplar = openMetrics ? reading.exemplar(i) : null;
            if (exemplar != null) {
                exemplar(exemplar, out);
            }
            out.put(LINE_END);
        }
    }

    /** One more label behind those of the series. */
    private void joined(byte[] more, Bytes out) {
        if (labelsLength == 1) {
            out.put('{');
        } else {
            out.put(labels, labelsFrom, labelsLength - 2).put(',');
        }
        out.put(more);
    }

    private static void exemplar(Exemplar exemplar, Bytes out) {
        out.putLatin1(" # {trace_id=\"").put(exemplar.trace().traceId());
        out.putLatin1("\",span_id=\"").put(exemplar.trace().spanId()).putLatin1("\"} ");
        Decimal.write(exemplar.value(), out);
        out.put(' ');
        Decimal.write(exemplar.epochMillis() / 1e3, out);
    }

    private void quantiles(ExposedFamily family, Bytes out) {
        for (ValueAtPercentile quantile : reading.quantiles()) {
            out.put(family.name);
            joined(ExposedFamily.bytes("quantile=\"" + quantile.percentile() + "\"} "), out);
            Decimal.write(Shape.isTime(family.family) ? quantile.value(TimeUnit.SECONDS) : quantile.value(), out);
            out.put(LINE_END);
        }
    }

    /** The text format has no histogram that may fall; count and sum of what looks like one are gauges. */
    private void sums(ExposedFamily family, int size, Bytes out) {
        describe(family.name, "_gcount", "gauge", family.help, out);
        for (int i = 0; i < size; i++) {
            if (!family.isDuplicate(i)) {
                family.series(i).read(reading);
                turnTo(family.texts(), i);
                active(family.name, "_gcount", (double) reading.count(), out);
            }
        }
        describe(family.name, "_gsum", "gauge", family.help, out);
        for (int i = 0; i < size; i++) {
            if (!family.isDuplicate(i)) {
                family.series(i).read(reading);
                turnTo(family.texts(), i);
                active(family.name, "_gsum", reading.sum(), out);
            }
        }
    }

    private void active(byte[] name, String suffix, double value, Bytes out) {
        out.put(name).putLatin1(suffix).put(labels, labelsFrom, labelsLength);
        Decimal.write(value, out);
        out.put(LINE_END);
    }

    private void maxima(ExposedFamily family, int size, double[] maxima, Bytes out) {
        describe(family.maximumName, "", "gauge", family.maximumHelp, out);
        for (int i = 0; i < size; i++) {
            if (!family.isDuplicate(i) && !Double.isNaN(maxima[i])) {
                turnTo(family.texts(), i);
                value(family.maximumName, maxima[i], out);
            }
        }
    }

    /** Micrometer's custom meters: each statistic is a metric of its own. There are few of them, so they are put together each time. */
    private void custom(ExposedFamily family, int size, Bytes out) {
        Map<Statistic, List<byte[]>> lines = new EnumMap<>(Statistic.class);
        for (int i = 0; i < size; i++) {
            if (family.isDuplicate(i)) {
                continue;
            }
            family.series(i).read(reading);
            turnTo(family.texts(), i);
            for (Measurement measurement : reading.measurements()) {
                Statistic statistic = measurement.getStatistic();
                Bytes line = new Bytes(64);
                line.put(family.name).putLatin1(suffix(statistic)).putLatin1(isCounter(statistic) ? "_total" : "");
                joined(ExposedFamily.bytes("statistic=\"" + statistic + "\"} "), line);
                Decimal.write(measurement.getValue(), line);
                lines.computeIfAbsent(statistic, none -> new ArrayList<>())
                        .add(line.put(LINE_END).copy());
            }
        }
        Map<String, List<byte[]>> metrics = new java.util.TreeMap<>();
        lines.forEach((statistic, ofStatistic) -> metrics.computeIfAbsent(
                        suffix(statistic) + (isCounter(statistic) ? "_total" : ""), none -> new ArrayList<>())
                .addAll(ofStatistic));
        metrics.forEach((suffix, ofMetric) -> {
            boolean counter = suffix.endsWith("_total");
            String described =
                    counter && openMetrics ? suffix.substring(0, suffix.length() - "_total".length()) : suffix;
            describe(family.name, described, counter ? "counter" : "gauge", family.help, out);
            ofMetric.forEach(out::put);
        });
    }

    static boolean isCounter(Statistic statistic) {
        return statistic == Statistic.COUNT || statistic == Statistic.TOTAL || statistic == Statistic.TOTAL_TIME;
    }

    static String suffix(Statistic statistic) {
        return switch (statistic) {
            case TOTAL, TOTAL_TIME -> "_sum";
            case COUNT -> "";
            case MAX -> "_max";
            case VALUE, UNKNOWN -> "_value";
            case ACTIVE_TASKS -> "_active_count";
            case DURATION -> "_duration_sum";
        };
    }
}
