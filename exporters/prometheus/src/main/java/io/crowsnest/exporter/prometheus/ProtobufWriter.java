package io.crowsnest.exporter.prometheus;

import io.crowsnest.meters.Exemplar;
import io.crowsnest.meters.ExemplarSeries;
import io.crowsnest.meters.ExponentialCounts;
import io.crowsnest.meters.Reading;
import io.crowsnest.telemetry.application.Distribution;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.distribution.ValueAtPercentile;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The protobuf format: a sequence of {@code MetricFamily}, each behind its length. Numbers are those of the fields in
 * {@code io/prometheus/client/metrics.proto} (prometheus/client_model):
 *
 * <pre>
 * MetricFamily  1 name, 2 help, 3 type (0 counter, 1 gauge, 2 summary, 3 untyped, 4 histogram, 5 gauge histogram), 4 metric
 * Metric        1 label, 2 gauge, 3 counter, 4 summary, 5 untyped, 7 histogram
 * LabelPair     1 name, 2 value
 * Gauge, Untyped, Counter  1 value
 * Summary       1 sample_count, 2 sample_sum, 3 quantile (1 quantile, 2 value)
 * Histogram     1 sample_count, 2 sample_sum, 3 bucket (1 cumulative_count, 2 upper_bound, 3 exemplar)
 *               5 schema, 6 zero_threshold, 7 zero_count, 12 positive_span (1 offset, 2 length), 13 positive_delta
 * Exemplar      1 label, 2 value, 3 timestamp (1 seconds, 2 nanos)
 * </pre>
 *
 * <p>What is written twice in a histogram, with the bounds of the settings and exponential, is for Prometheus to choose from.
 */
final class ProtobufWriter implements FamilyWriter {

    private static final int COUNTER = 0;
    private static final int GAUGE = 1;
    private static final int SUMMARY = 2;
    private static final int UNTYPED = 3;
    private static final int HISTOGRAM = 4;
    private static final int GAUGE_HISTOGRAM = 5;
    private static final int VALUE_OF_GAUGE = 2;
    private static final int VALUE_OF_COUNTER = 3;
    private static final int VALUE_OF_UNTYPED = 5;

    private final Reading reading = new Reading();

    @Override
    public void end(Bytes out) {}

    @Override
    public void write(ExposedFamily family, int size, Bytes bytes) {
        Protobuf out = new Protobuf(bytes);
        switch (family.shape.kind()) {
            case COUNTER -> values(family, size, COUNTER, VALUE_OF_COUNTER, out);
            case GAUGE -> values(family, size, GAUGE, VALUE_OF_GAUGE, out);
            case UNTYPED -> values(family, size, UNTYPED, VALUE_OF_UNTYPED, out);
            case INFO -> info(family, size, out);
            case DISTRIBUTION -> distribution(family, size, HISTOGRAM, out);
            case ACTIVE -> distribution(family, size, GAUGE_HISTOGRAM, out);
            case CUSTOM -> custom(family, size, out);
        }
    }

    @Override
    public void write(ForeignFamily family, Bytes bytes) {
        Protobuf out = new Protobuf(bytes);
        byte[] name = ExposedFamily.bytes(family.sampleName());
        Help help = Help.of(family.sampleName(), family.help());
        switch (family.kind()) {
            case COUNTER -> values(name, help, family, COUNTER, VALUE_OF_COUNTER, out);
            case GAUGE -> values(name, help, family, GAUGE, VALUE_OF_GAUGE, out);
            case UNTYPED -> values(name, help, family, UNTYPED, VALUE_OF_UNTYPED, out);
            case SUMMARY -> distributions(name, help, family, SUMMARY, out);
            case HISTOGRAM -> distributions(name, help, family, HISTOGRAM, out);
        }
    }

    /** What nobody knows is not a number: where it is missing, Prometheus would take it for zero. */
    private static void distributions(byte[] name, Help help, ForeignFamily family, int type, Protobuf out) {
        begin(name, help, type, out);
        boolean histogram = type == HISTOGRAM;
        for (ForeignFamily.Sample sample : family.samples()) {
            Distribution distribution = Objects.requireNonNull(sample.distribution());
            out.begin(4);
            out.bytes().put(sample.labels().pairs());
            out.begin(histogram ? 7 : 4);
            out.number(1, (long) distribution.count());
            out.number(2, distribution.sum());
            distribution.points().forEach((point, value) -> {
                out.begin(3);
                if (histogram) {
                    out.number(1, value.longValue());
                    out.number(2, point.doubleValue());
                } else {
                    out.number(1, point.doubleValue());
                    out.number(2, value.doubleValue());
                }
                out.end();
            });
            out.end();
            out.end();
        }
        out.end();
    }

    private static void values(byte[] name, Help help, ForeignFamily family, int type, int field, Protobuf out) {
        begin(name, help, type, out);
        for (ForeignFamily.Sample sample : family.samples()) {
            value(sample.labels().pairs(), field, sample.value(), out);
        }
        out.end();
    }

    private static void begin(byte[] name, Help help, int type, Protobuf out) {
        out.begin();
        out.bytes(1, name);
        out.string(2, help.plain());
        out.number(3, (long) type);
    }

    private static void value(byte[] labels, int field, double value, Protobuf out) {
        out.begin(4);
        out.bytes().put(labels);
        out.begin(field);
        out.number(1, value);
        out.end();
        out.end();
    }

    private void values(ExposedFamily family, int size, int type, int field, Protobuf out) {
        begin(family.sampleName, family.help, type, out);
        for (int i = 0; i < size; i++) {
            if (!family.isDuplicate(i)) {
                family.series(i).read(reading);
                if (!family.isAbsent(reading.value())) {
                    value(family.pairs(i), field, reading.value() / family.shape.divisor(), out);
                }
            }
        }
        out.end();
    }

    private static void info(ExposedFamily family, int size, Protobuf out) {
        begin(family.sampleName, family.help, GAUGE, out);
        for (int i = 0; i < size; i++) {
            if (!family.isDuplicate(i)) {
                value(family.pairs(i), VALUE_OF_GAUGE, 1, out);
            }
        }
        out.end();
    }

    private void distribution(ExposedFamily family, int size, int histogramType, Protobuf out) {
        double[] maxima = family.maxima();
        boolean first = true;
        boolean histogram = family.isHistogram();
        for (int i = 0; i < size; i++) {
            if (family.isDuplicate(i)) {
                continue;
            }
            family.series(i).read(reading);
            maxima[i] = reading.maximum();
            if (first) {
                histogram |= reading.exponential() != null;
                begin(family.name, family.help, histogram ? histogramType : SUMMARY, out);
                first = false;
            }
            out.begin(4);
            out.bytes().put(family.pairs(i));
            if (histogram) {
                histogram(out);
            } else {
                summary(Shape.isTime(family.family), out);
            }
            out.end();
            if (histogram && family.series(i) instanceof ExemplarSeries exemplars) {
                exemplars.rearmExemplars();
            }
        }
        out.end();
        if (family.hasMaximum) {
            begin(family.maximumName, family.maximumHelp, GAUGE, out);
            for (int i = 0; i < size; i++) {
                if (!family.isDuplicate(i) && !Double.isNaN(maxima[i])) {
                    value(family.pairs(i), VALUE_OF_GAUGE, maxima[i], out);
                }
            }
            out.end();
        }
    }

    private void summary(boolean time, Protobuf out) {
        out.begin(4);
        out.number(1, reading.count());
        out.number(2, reading.sum());
        for (ValueAtPercentile each : reading.quantiles()) {
            out.begin(3);
            out.number(1, each.percentile());
            out.number(2, time ? each.value(TimeUnit.SECONDS) : each.value());
            out.end();
        }
        out.end();
    }

    private void histogram(Protobuf out) {
        out.begin(7);
        out.number(1, reading.count());
        out.number(2, reading.sum());
        long cumulative = 0;
        for (int i = 0; i <= reading.bounds().size(); i++) {
            cumulative += reading.bucket(i);
            out.begin(3);
            out.number(1, cumulative);
            out.number(2, reading.bounds().upper(i));
            Exemplar exemplar = reading.exemplar(i);
            if (exemplar != null) {
                exemplar(exemplar, out);
            }
            out.end();
        }
        ExponentialCounts exponential = reading.exponential();
        if (exponential != null) {
            exponential(exponential, out);
        }
        out.end();
    }

    private static void exemplar(Exemplar exemplar, Protobuf out) {
        out.begin(3);
        label("trace_id", exemplar.trace().traceId(), out);
        label("span_id", exemplar.trace().spanId(), out);
        out.number(2, exemplar.value());
        out.begin(3);
        out.number(1, exemplar.epochMillis() / 1000);
        out.number(2, exemplar.epochMillis() % 1000 * 1_000_000);
        out.end();
        out.end();
    }

    private static void label(String name, String value, Protobuf out) {
        out.begin(1);
        out.string(1, name);
        out.string(2, value);
        out.end();
    }

    /** Spans of buckets that are not empty, then the differences between neighbours in them. */
    private static void exponential(ExponentialCounts counts, Protobuf out) {
        out.signed(5, ExponentialCounts.SCHEMA);
        out.number(6, ExponentialCounts.zeroThreshold());
        out.number(7, counts.zero());
        int end = 0;
        boolean any = false;
        for (int index = next(counts, ExponentialCounts.firstIndex());
                index <= ExponentialCounts.lastIndex();
                index = next(counts, index)) {
            int start = index;
            while (index <= ExponentialCounts.lastIndex() && counts.at(index) > 0) {
                index++;
            }
            span(start - end, index - start, out);
            end = index;
            any = true;
        }
        if (!any) {
            // What has neither a span nor a zero count would not be known for a native histogram.
            span(0, 0, out);
        }
        long before = 0;
        for (int index = next(counts, ExponentialCounts.firstIndex());
                index <= ExponentialCounts.lastIndex();
                index = next(counts, index + 1)) {
            out.signed(13, counts.at(index) - before);
            before = counts.at(index);
        }
    }

    private static void span(int offset, int length, Protobuf out) {
        out.begin(12);
        out.signed(1, offset);
        out.number(2, (long) length);
        out.end();
    }

    /** The first bucket from {@code index} on that is not empty, or one behind the last. */
    private static int next(ExponentialCounts counts, int index) {
        int at = index;
        while (at <= ExponentialCounts.lastIndex() && counts.at(at) == 0) {
            at++;
        }
        return at;
    }

    private void custom(ExposedFamily family, int size, Protobuf out) {
        Map<String, Protobuf> metrics = new TreeMap<>();
        for (int i = 0; i < size; i++) {
            if (family.isDuplicate(i)) {
                continue;
            }
            family.series(i).read(reading);
            for (Measurement measurement : reading.measurements()) {
                Statistic statistic = measurement.getStatistic();
                boolean counter = TextWriter.isCounter(statistic);
                String name = family.shape.name() + TextWriter.suffix(statistic) + (counter ? "_total" : "");
                Protobuf points = metrics.computeIfAbsent(name, none -> new Protobuf());
                points.begin(4);
                points.bytes().put(family.pairs(i));
                label("statistic", statistic.toString(), points);
                points.begin(counter ? VALUE_OF_COUNTER : VALUE_OF_GAUGE);
                points.number(1, measurement.getValue());
                points.end();
                points.end();
            }
        }
        metrics.forEach((name, points) -> {
            begin(ExposedFamily.bytes(name), family.help, name.endsWith("_total") ? COUNTER : GAUGE, out);
            out.bytes().put(points.bytes().array(), points.bytes().size());
            out.end();
        });
    }
}
