package io.crowsnest.exporter.prometheus;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Quantile;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot.UnknownDataPointSnapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The protobuf format: a sequence of {@code MetricFamily}, each behind its length. Numbers are those of the fields in
 * {@code io/prometheus/client/metrics.proto} (prometheus/client_model):
 *
 * <pre>
 * MetricFamily  1 name, 2 help, 3 type (0 counter, 1 gauge, 2 summary, 3 untyped, 4 histogram), 4 metric
 * Metric        1 label, 2 gauge, 3 counter, 4 summary, 5 untyped, 7 histogram
 * LabelPair     1 name, 2 value
 * Gauge, Untyped  1 value
 * Counter       1 value, 3 created_timestamp (1 seconds, 2 nanoseconds)
 * Summary       1 sample_count, 2 sample_sum, 3 quantile (1 quantile, 2 value)
 * Histogram     1 sample_count, 2 sample_sum, 3 bucket (1 cumulative_count, 2 upper_bound)
 * </pre>
 */
final class ProtobufWriter {

    private ProtobufWriter() {}

    static void write(OutputStream out, MetricSnapshots snapshots) throws IOException {
        Message frame = new Message();
        for (MetricSnapshot snapshot : snapshots) {
            if (!snapshot.getDataPoints().isEmpty()) {
                Message family = family(snapshot);
                frame.varint(family.size());
                family.writeTo(frame);
            }
        }
        frame.writeTo(out);
    }

    private static Message family(MetricSnapshot snapshot) {
        Message family = new Message();
        String name = snapshot.getMetadata().getPrometheusName();
        family.string(
                1,
                snapshot instanceof CounterSnapshot
                        ? name + "_total"
                        : snapshot instanceof InfoSnapshot ? name + "_info" : name);
        String help = snapshot.getMetadata().getHelp();
        if (help != null) {
            family.string(2, help);
        }
        family.number(3, type(snapshot));
        for (DataPointSnapshot point : snapshot.getDataPoints()) {
            family.message(4, metric(point));
        }
        return family;
    }

    private static int type(MetricSnapshot snapshot) {
        if (snapshot instanceof CounterSnapshot) {
            return 0;
        }
        if (snapshot instanceof GaugeSnapshot || snapshot instanceof InfoSnapshot) {
            return 1;
        }
        if (snapshot instanceof SummarySnapshot) {
            return 2;
        }
        if (snapshot instanceof HistogramSnapshot) {
            return 4;
        }
        if (snapshot instanceof UnknownSnapshot) {
            return 3;
        }
        throw new IllegalArgumentException("no protobuf type for " + snapshot.getClass());
    }

    private static Message metric(DataPointSnapshot point) {
        Message metric = new Message();
        Labels labels = point.getLabels();
        for (int i = 0; i < labels.size(); i++) {
            Message label = new Message();
            label.string(1, labels.getPrometheusName(i));
            label.string(2, labels.getValue(i));
            metric.message(1, label);
        }
        if (point instanceof GaugeDataPointSnapshot gauge) {
            metric.message(2, value(gauge.getValue()));
        } else if (point instanceof InfoSnapshot.InfoDataPointSnapshot) {
            metric.message(2, value(1));
        } else if (point instanceof CounterDataPointSnapshot counter) {
            metric.message(3, counter(counter));
        } else if (point instanceof SummaryDataPointSnapshot summary) {
            metric.message(4, summary(summary));
        } else if (point instanceof UnknownDataPointSnapshot unknown) {
            metric.message(5, value(unknown.getValue()));
        } else if (point instanceof HistogramDataPointSnapshot histogram) {
            metric.message(7, histogram(histogram));
        }
        return metric;
    }

    private static Message value(double value) {
        Message message = new Message();
        message.number(1, value);
        return message;
    }

    private static Message counter(CounterDataPointSnapshot point) {
        Message counter = value(point.getValue());
        if (point.hasCreatedTimestamp()) {
            Message created = new Message();
            created.number(1, point.getCreatedTimestampMillis() / 1000);
            created.number(2, point.getCreatedTimestampMillis() % 1000 * 1_000_000);
            counter.message(3, created);
        }
        return counter;
    }

    private static Message summary(SummaryDataPointSnapshot point) {
        Message summary = new Message();
        if (point.hasCount()) {
            summary.number(1, point.getCount());
        }
        if (point.hasSum()) {
            summary.number(2, point.getSum());
        }
        for (Quantile each : point.getQuantiles()) {
            Message quantile = new Message();
            quantile.number(1, each.getQuantile());
            quantile.number(2, each.getValue());
            summary.message(3, quantile);
        }
        return summary;
    }

    private static Message histogram(HistogramDataPointSnapshot point) {
        Message histogram = new Message();
        histogram.number(1, point.getCount());
        if (point.hasSum()) {
            histogram.number(2, point.getSum());
        }
        ClassicHistogramBuckets buckets = point.getClassicBuckets();
        long cumulative = 0;
        for (int i = 0; i < buckets.size(); i++) {
            cumulative += buckets.getCount(i);
            Message bucket = new Message();
            bucket.number(1, cumulative);
            bucket.number(2, buckets.getUpperBound(i));
            histogram.message(3, bucket);
        }
        return histogram;
    }

    /** Bytes of a message; see protobuf's encoding: a key is the field number and how the value is written. */
    private static final class Message extends ByteArrayOutputStream {

        private static final int VARINT = 0;
        private static final int FIXED_64 = 1;
        private static final int LENGTH_DELIMITED = 2;

        void number(int field, long value) {
            varint((field << 3) | VARINT);
            varint(value);
        }

        void number(int field, double value) {
            varint((field << 3) | FIXED_64);
            long bits = Double.doubleToRawLongBits(value);
            for (int shift = 0; shift < 64; shift += 8) {
                write((int) (bits >>> shift));
            }
        }

        void string(int field, String value) {
            varint((field << 3) | LENGTH_DELIMITED);
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            varint(bytes.length);
            writeBytes(bytes);
        }

        void message(int field, Message value) {
            varint((field << 3) | LENGTH_DELIMITED);
            varint(value.size());
            writeBytes(value.toByteArray());
        }

        void varint(long value) {
            long rest = value;
            while ((rest & ~0x7fL) != 0) {
                write((int) ((rest & 0x7f) | 0x80));
                rest >>>= 7;
            }
            write((int) rest);
        }
    }
}
