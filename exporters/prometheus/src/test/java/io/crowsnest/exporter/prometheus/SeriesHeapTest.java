package io.crowsnest.exporter.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.meters.RegistryOptions;
import io.crowsnest.meters.StripedMeterRegistry;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What a series keeps on the heap; {@code benchmarks/run --heap} measures it to the byte, beside other libraries. */
class SeriesHeapTest {

    private static final int SERIES = 100_000;

    /** What the JVM of a test cannot tell from garbage: two megabytes. */
    private static final int NOISE = 20;

    @Test
    void a_counter_with_three_labels_of_its_own_takes_300_bytes_with_all_that_a_scrape_keeps() {
        StripedMeterRegistry registry =
                new StripedMeterRegistry(RegistryOptions.defaults().withSeriesLimit(SERIES));
        Exposition exposition = new Exposition(registry, line -> {
            throw new AssertionError(line);
        });
        Bytes scrape = new Bytes(1 << 24);
        exposition.write(Format.TEXT, scrape);
        long before = used();
        for (int i = 0; i < SERIES; i++) {
            registry.counter("orders", "method", text("GET"), "status", text("200"), "uri", "/orders/" + i)
                    .increment();
        }
        exposition.write(Format.TEXT, scrape);
        long after = used();
        // All of it has been in use until now.
        scrape.truncate(0);
        exposition.write(Format.TEXT, scrape);

        assertThat(new String(scrape.copy(), StandardCharsets.UTF_8).lines()).hasSize(SERIES + 2);
        assertThat((after - before) / SERIES).isBetween(300L - 2 * NOISE, 300L + NOISE);
    }

    /** As it comes from a request: another string each time. */
    private static String text(String value) {
        return new String(value.toCharArray());
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
