package io.crowsnest.exporter.prometheus;

import io.crowsnest.telemetry.ExporterHealth;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;

/** Micrometer's Prometheus registry, written down by the Prometheus Java client. */
final class MicrometerExposition implements Exposition {

    private final TolerantRegistry collectors = new TolerantRegistry();
    private final PrometheusMeterRegistry registry;
    private final ExporterHealth health;

    /** {@code health} hears of metrics that could not be collected. */
    MicrometerExposition(ExporterHealth health) {
        this.registry =
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, collectors, Clock.SYSTEM, new CurrentTrace());
        this.health = health;
    }

    @Override
    public MeterRegistry registry() {
        return registry;
    }

    @Override
    public void write(Format format, OutputStream out) throws IOException {
        // Micrometer rejects names that collide; those that collide only in seconds are left out here.
        Map<String, MetricSnapshot> byName = new HashMap<>();
        for (MetricSnapshot collected : collectors.collect(e -> health.failed("metric left out: " + e))) {
            MetricSnapshot snapshot = Conformance.of(collected);
            String name = snapshot.getMetadata().getPrometheusName();
            if (byName.putIfAbsent(name, snapshot) != null) {
                health.failed("metric left out: its name is taken: " + name);
            }
        }
        MetricSnapshots snapshots = new MetricSnapshots(byName.values());
        switch (format) {
            case TEXT -> PrometheusTextFormatWriter.create().write(out, snapshots);
            case OPEN_METRICS -> OpenMetricsTextFormatWriter.create().write(out, snapshots);
            case PROTOBUF -> ProtobufWriter.write(out, snapshots);
        }
    }
}
