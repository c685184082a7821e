package io.crowsnest.exporter.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.telemetry.ExporterHealth;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.prometheus.metrics.expositionformats.PrometheusProtobufWriter;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot.UnknownDataPointSnapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProtobufWriterTest {

    @Test
    void the_bytes_are_those_of_the_prometheus_client() throws IOException {
        MetricSnapshots snapshots = everyKind();
        ByteArrayOutputStream ours = new ByteArrayOutputStream();
        ByteArrayOutputStream theirs = new ByteArrayOutputStream();

        ProtobufWriter.write(ours, snapshots);
        new PrometheusProtobufWriter().write(theirs, snapshots);

        assertThat(hex(ours)).isEqualTo(hex(theirs));
    }

    private static MetricSnapshots everyKind() {
        TolerantRegistry collectors = new TolerantRegistry();
        var registry = new io.micrometer.prometheusmetrics.PrometheusMeterRegistry(
                io.micrometer.prometheusmetrics.PrometheusConfig.DEFAULT,
                collectors,
                io.micrometer.core.instrument.Clock.SYSTEM);
        new ExporterHealth("prometheus").bindTo(registry);
        registry.counter("requests", "method", "GET", "uri", "/caf\u00e9").increment(300);
        registry.counter("requests", "method", "POST", "uri", "/").increment();
        Gauge.builder("not.a.number", () -> Double.NaN).register(registry);
        Gauge.builder("below", () -> -1.5).description("Below zero.").register(registry);
        Timer timer = Timer.builder("steps")
                .serviceLevelObjectives(Duration.ofMillis(1), Duration.ofSeconds(1))
                .register(registry);
        for (int i = 0; i < 300; i++) {
            timer.record(Duration.ofMillis(10));
        }
        DistributionSummary.builder("sizes")
                .publishPercentiles(0.5, 0.99)
                .register(registry)
                .record(7);
        List<MetricSnapshot> all = new ArrayList<>(collectors.collect(e -> {
            throw e;
        }));
        all.add(UnknownSnapshot.builder()
                .name("unknown")
                .dataPoint(UnknownDataPointSnapshot.builder().value(3).build())
                .build());
        all.add(InfoSnapshot.builder()
                .name("build")
                .dataPoint(InfoSnapshot.InfoDataPointSnapshot.builder()
                        .labels(Labels.of("version", "1"))
                        .build())
                .build());
        return new MetricSnapshots(all);
    }

    private static String hex(ByteArrayOutputStream out) {
        return java.util.HexFormat.of().withUpperCase().formatHex(out.toByteArray());
    }
}
