package io.crowsnest.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class HeapPressureTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void usage_is_what_lives_in_the_old_pool_after_a_collection_of_it() {
        HeapPressure.bindTo(registry);
        byte[] live = new byte[64 << 20];
        MemoryPoolMXBean old = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool ->
                        pool.getType() == MemoryType.HEAP && pool.getName().contains("Old"))
                .findFirst()
                .orElseThrow();

        // What the JVM tells arrives on a thread of its own.
        double least = (double) live.length / old.getUsage().getMax();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        System.gc();
        while (usage() < least && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }

        assertThat(usage()).isBetween(least, 1.0);
    }

    private double usage() {
        return registry.get("jvm.memory.usage.after.gc").gauge().value();
    }

    @Test
    void overhead_is_micrometer_s() {
        HeapPressure.bindTo(registry);

        assertThat(registry.get("jvm.gc.overhead").gauge().value()).isBetween(0.0, 1.0);
    }
}
