package io.crowsnest.exporter.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.meters.RegistryOptions;
import io.crowsnest.meters.StripedMeterRegistry;
import io.crowsnest.meters.TraceIds;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.prometheus.metrics.expositionformats.generated.com_google_protobuf_4_35_0.Metrics.BucketSpan;
import io.prometheus.metrics.expositionformats.generated.com_google_protobuf_4_35_0.Metrics.Histogram;
import io.prometheus.metrics.expositionformats.generated.com_google_protobuf_4_35_0.Metrics.Metric;
import io.prometheus.metrics.expositionformats.generated.com_google_protobuf_4_35_0.Metrics.MetricFamily;
import io.prometheus.metrics.expositionformats.generated.com_google_protobuf_4_35_0.Metrics.MetricType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Read by the classes that Prometheus's own definition generates. */
class ProtobufWriterTest {

    private final StripedMeterRegistry registry = new StripedMeterRegistry(RegistryOptions.defaults()
            .withExponentialBuckets(true)
            .withTraces(() -> new TraceIds("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7")));
    private final Exposition exposition = new Exposition(registry, problem -> {
        throw new IllegalStateException(problem);
    });

    @Test
    void counters_and_gauges_have_their_labels_and_values() throws IOException {
        registry.counter("requests", "method", "GET", "uri", "/caf\u00e9").increment(300);
        registry.counter("requests", "method", "POST", "uri", "/".repeat(200)).increment();
        Gauge.builder("below", () -> -1.5).description("Below zero.").register(registry);

        MetricFamily requests = families().get("requests_total");
        assertThat(requests.getType()).isEqualTo(MetricType.COUNTER);
        Map<String, Double> byUri = new HashMap<>();
        for (Metric metric : requests.getMetricList()) {
            assertThat(metric.getLabel(0).getName()).isEqualTo("method");
            byUri.put(metric.getLabel(1).getValue(), metric.getCounter().getValue());
        }
        assertThat(byUri).containsOnly(Map.entry("/caf\u00e9", 300.0), Map.entry("/".repeat(200), 1.0));
        assertThat(families().get("below").getMetric(0).getGauge().getValue()).isEqualTo(-1.5);
        assertThat(families().get("below").getHelp()).isEqualTo("Below zero.");
    }

    @Test
    void a_histogram_has_buckets_of_both_kinds_that_add_up() throws IOException {
        Timer timer = Timer.builder("steps")
                .serviceLevelObjectives(Duration.ofMillis(1), Duration.ofSeconds(1))
                .register(registry);
        for (int i = 0; i < 300; i++) {
            timer.record(Duration.ofMillis(i));
        }

        Histogram histogram = families().get("steps_seconds").getMetric(0).getHistogram();

        assertThat(histogram.getSampleCount()).isEqualTo(300);
        assertThat(histogram.getSampleSum()).isEqualTo(299 * 300 / 2 / 1000.0);
        assertThat(histogram.getBucketList())
                .extracting(bucket -> bucket.getCumulativeCount())
                .containsExactly(2L, 300L, 300L);
        assertThat(histogram.getBucket(2).getUpperBound()).isInfinite();
        assertThat(histogram.getSchema()).isEqualTo(3);
        assertThat(histogram.getZeroCount()).isEqualTo(1);
        Map<Integer, Long> native_ = exponential(histogram);
        assertThat(native_.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(299);
        // (2^(-15/8), 2^(-14/8)] seconds are 273 to 297 milliseconds.
        assertThat(native_).containsEntry(-14, 25L);
    }

    @Test
    void distributions_of_the_application_have_all_their_parts() throws IOException {
        Bytes out = new Bytes(16);
        exposition.write(Format.PROTOBUF, ForeignDistributions.ALL, out);
        ByteArrayInputStream in = new ByteArrayInputStream(out.copy());

        Histogram histogram = MetricFamily.parseDelimitedFrom(in).getMetric(0).getHistogram();
        assertThat(histogram.getSampleCount()).isEqualTo(3);
        assertThat(histogram.getSampleSum()).isEqualTo(4.5);
        assertThat(histogram.getBucketList())
                .extracting(bucket -> bucket.getCumulativeCount())
                .containsExactly(1L, 3L);
        assertThat(histogram.getBucket(0).getUpperBound()).isEqualTo(0.5);

        MetricFamily summary = MetricFamily.parseDelimitedFrom(in);
        assertThat(summary.getType()).isEqualTo(MetricType.SUMMARY);
        assertThat(summary.getMetric(0).getLabel(0).getValue()).isEqualTo("new");
        assertThat(summary.getMetric(0).getSummary().getSampleCount()).isEqualTo(2);
        assertThat(summary.getMetric(0).getSummary().getSampleSum()).isEqualTo(30);
        assertThat(summary.getMetric(0).getSummary().getQuantile(1).getQuantile())
                .isEqualTo(0.99);
        assertThat(summary.getMetric(0).getSummary().getQuantile(1).getValue()).isEqualTo(20);
    }

    @Test
    void a_histogram_without_a_value_is_known_for_a_native_one() throws IOException {
        registry.timer("empty");

        Histogram histogram = families().get("empty_seconds").getMetric(0).getHistogram();

        assertThat(histogram.getPositiveSpanCount()).isEqualTo(1);
        assertThat(histogram.getPositiveSpan(0).getLength()).isZero();
    }

    @Test
    void a_bucket_shows_its_exemplar_from_the_second_scrape_on() throws IOException {
        DistributionSummary summary =
                DistributionSummary.builder("sizes").serviceLevelObjectives(10).register(registry);
        families();
        summary.record(7);

        assertThat(families()
                        .get("sizes")
                        .getMetric(0)
                        .getHistogram()
                        .getBucket(0)
                        .getExemplar())
                .satisfies(exemplar -> {
                    assertThat(exemplar.getValue()).isEqualTo(7);
                    assertThat(exemplar.getLabel(0).getValue()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
                });
    }

    private static Map<Integer, Long> exponential(Histogram histogram) {
        Map<Integer, Long> counts = new TreeMap<>();
        int index = 0;
        int at = 0;
        long count = 0;
        for (BucketSpan span : histogram.getPositiveSpanList()) {
            index += span.getOffset();
            for (int i = 0; i < span.getLength(); i++) {
                count += histogram.getPositiveDelta(at++);
                counts.put(index++, count);
            }
        }
        return counts;
    }

    private Map<String, MetricFamily> families() throws IOException {
        Bytes out = new Bytes(16);
        exposition.write(Format.PROTOBUF, out);
        ByteArrayInputStream in = new ByteArrayInputStream(out.copy());
        Map<String, MetricFamily> families = new HashMap<>();
        for (MetricFamily family = MetricFamily.parseDelimitedFrom(in);
                family != null;
                family = MetricFamily.parseDelimitedFrom(in)) {
            families.put(family.getName(), family);
        }
        return families;
    }
}
