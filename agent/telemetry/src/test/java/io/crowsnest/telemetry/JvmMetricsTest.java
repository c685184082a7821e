package io.crowsnest.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Fails when an update of Micrometer renames something that dashboards and alerts rely on. */
class JvmMetricsTest {

    private static final Map<String, Metric> CATALOGUE =
            Catalogue.ALL.stream().collect(Collectors.toMap(Metric::name, Function.identity()));
    /** The exporter turns these into seconds. */
    private static final Map<String, String> UNITS = Map.of("ms", "seconds", "ns", "seconds");

    private static final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @BeforeAll
    static void bindAndCollectGarbage() {
        JvmMetrics.bindTo(registry);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (registry.find("jvm.gc.pause").meter() == null && System.nanoTime() < deadline) {
            System.gc();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    @Test
    void every_meter_is_in_the_catalogue() {
        assertThat(registry.getMeters())
                .isNotEmpty()
                .allSatisfy(
                        meter -> assertThat(CATALOGUE).containsKey(meter.getId().getName()));
    }

    @Test
    void labels_are_those_of_the_catalogue() {
        for (Meter meter : registry.getMeters()) {
            assertThat(meter.getId().getTags())
                    .as(meter.getId().getName())
                    .extracting(Tag::getKey)
                    .containsExactlyInAnyOrderElementsOf(entry(meter).labels());
        }
    }

    @Test
    void types_are_those_of_the_catalogue() {
        for (Meter meter : registry.getMeters()) {
            assertThat(meter.getId().getType())
                    .as(meter.getId().getName())
                    .hasToString(entry(meter).type().name());
        }
    }

    @Test
    void units_are_those_of_the_catalogue() {
        for (Meter meter : registry.getMeters()) {
            String unit = meter.getId().getBaseUnit();
            assertThat(unit == null ? "" : UNITS.getOrDefault(unit, unit))
                    .as(meter.getId().getName())
                    .isEqualTo(entry(meter).unit());
        }
    }

    @Test
    void every_meter_describes_itself() {
        assertThat(registry.getMeters())
                .allSatisfy(meter -> assertThat(meter.getId().getDescription()).isNotBlank());
    }

    @Test
    void every_entry_for_the_jvm_is_registered_by_a_binder() {
        TreeSet<String> expected = new TreeSet<>();
        for (Metric metric : Catalogue.ALL) {
            if (metric.name().matches("(jvm|process|system)\\..*")) {
                expected.add(metric.name());
            }
        }
        // These depend on the collector in use.
        expected.remove("jvm.gc.concurrent.phase.time");
        expected.remove("jvm.gc.memory.promoted");
        if (!System.getProperty("os.name").equals("Linux")) {
            expected.remove("process.resident.memory");
        }

        assertThat(registry.getMeters())
                .extracting(meter -> meter.getId().getName())
                .containsAll(expected);
    }

    private static Metric entry(Meter meter) {
        return CATALOGUE.get(meter.getId().getName());
    }
}
