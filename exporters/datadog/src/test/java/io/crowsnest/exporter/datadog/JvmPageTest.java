package io.crowsnest.exporter.datadog;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.telemetry.DatadogNames;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class JvmPageTest {

    private final JvmPage page = new JvmPage();

    @Test
    void everyNameOfTheTableHasAFigureAndNoOther() {
        read(1_000_000_000);
        Map<String, Double> figures = read(2_000_000_000);

        List<String> names =
                DatadogNames.ALL.stream().map(DatadogNames.DatadogName::name).toList();
        assertThat(names).containsAll(figures.keySet());
        // What a collector or a system does not have is left out.
        assertThat(figures.keySet())
                .contains(
                        "jvm.heap_memory",
                        "jvm.gc.eden_size",
                        "jvm.gc.minor_collection_count",
                        "jvm.buffer_pool.direct.used")
                .hasSizeGreaterThan(20);
    }

    @Test
    void collectionsAreRates() {
        read(0);
        System.gc();
        Map<String, Double> figures = read(2_000_000_000L);

        assertThat(figures.get("jvm.gc.major_collection_count")).isGreaterThanOrEqualTo(0.5);
    }

    private Map<String, Double> read(long nanoTime) {
        Map<String, Double> figures = new HashMap<>();
        page.readTo(figures::put, nanoTime);
        return figures;
    }
}
