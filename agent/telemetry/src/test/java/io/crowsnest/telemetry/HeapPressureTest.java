package io.crowsnest.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import org.junit.jupiter.api.Test;

class HeapPressureTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void usage_is_that_of_the_old_pool_after_its_own_collection() {
        byte[] live = new byte[64 << 20];
        System.gc();
        HeapPressure.bindTo(registry);

        MemoryPoolMXBean old = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool ->
                        pool.getType() == MemoryType.HEAP && pool.getName().contains("Old"))
                .findFirst()
                .orElseThrow();
        double expected =
                (double) old.getCollectionUsage().getUsed() / old.getUsage().getMax();
        assertThat(registry.get("jvm.memory.usage.after.gc").gauge().value())
                .isEqualTo(expected)
                .isGreaterThan((double) live.length / old.getUsage().getMax());
    }

    @Test
    void overhead_is_micrometer_s() {
        HeapPressure.bindTo(registry);

        assertThat(registry.get("jvm.gc.overhead").gauge().value()).isBetween(0.0, 1.0);
    }
}
