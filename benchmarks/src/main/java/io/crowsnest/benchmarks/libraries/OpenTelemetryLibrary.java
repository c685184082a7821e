package io.crowsnest.benchmarks.libraries;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.exporter.prometheus.PrometheusMetricReader;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.MemoryMode;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.export.CollectionRegistration;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.zip.GZIPOutputStream;

/** The OpenTelemetry SDK and its exporter for Prometheus. Its instruments look attributes up with each record. */
final class OpenTelemetryLibrary implements MetricLibrary {

    private static final int NO_LIMIT = 1_000_000;
    private static final AttributeKey<String> METHOD = AttributeKey.stringKey("method");
    private static final AttributeKey<String> STATUS = AttributeKey.stringKey("status");
    private static final AttributeKey<String> URI = AttributeKey.stringKey("uri");

    private final PrometheusMetricReader reader =
            PrometheusMetricReader.builder().setOtelScopeLabelsEnabled(false).build();
    private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
    private final Meter meter = SdkMeterProvider.builder()
            .registerMetricReader(new Reusing(reader), instrument -> NO_LIMIT)
            .build()
            .get("benchmark");
    /** The reader as the exporter's own endpoint has it: what it has read is used again for the next scrape. */
    private record Reusing(MetricReader reader) implements MetricReader {

        @Override
        public MemoryMode getMemoryMode() {
            return MemoryMode.REUSABLE_DATA;
        }

        @Override
        public void register(CollectionRegistration registration) {
            reader.register(registration);
        }

        @Override
        public AggregationTemporality getAggregationTemporality(InstrumentType instrument) {
            return reader.getAggregationTemporality(instrument);
        }

        @Override
        public CompletableResultCode forceFlush() {
            return reader.forceFlush();
        }

        @Override
        public CompletableResultCode shutdown() {
            return reader.shutdown();
        }
    }

    private final Map<String, LongCounter> counters = new HashMap<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(BUFFER);

    @Override
    public Runnable counter(String name, Labels labels, long first) {
        LongCounter counter = counters.computeIfAbsent(
                name, absent -> meter.counterBuilder(name).build());
        Attributes attributes = attributes(labels);
        counter.add(first, attributes);
        return () -> counter.add(1, attributes);
    }

    @Override
    public LongConsumer timer(String name, Labels labels) {
        DoubleHistogram histogram = meter.histogramBuilder(name)
                .setUnit("s")
                .setExplicitBucketBoundariesAdvice(BOUNDS)
                .build();
        Attributes attributes = attributes(labels);
        return nanos -> histogram.record(nanos / 1e9, attributes);
    }

    @Override
    public void gauge(String name, List<GaugeSeries> series) {
        List<Attributes> attributes =
                series.stream().map(each -> attributes(each.labels())).toList();
        meter.gaugeBuilder(name).buildWithCallback(measurement -> {
            for (int i = 0; i < attributes.size(); i++) {
                measurement.record(series.get(i).value().getAsDouble(), attributes.get(i));
            }
        });
    }

    private static Attributes attributes(Labels labels) {
        return Attributes.of(METHOD, Labels.METHOD, STATUS, Labels.STATUS, URI, labels.uri());
    }

    @Override
    public int scrape() {
        out.reset();
        write(out);
        return out.size();
    }

    @Override
    public int packedScrape() {
        out.reset();
        try (GZIPOutputStream packed = new GZIPOutputStream(out)) {
            write(packed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.size();
    }

    private void write(OutputStream to) {
        try {
            writer.write(to, reader.collect());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
