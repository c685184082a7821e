package io.crowsnest.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AgentMetricsTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void build_info_carries_the_version() {
        AgentMetrics.bindTo(registry, "1.2.3", 0);

        assertThat(registry.get("crowsnest.build.info")
                        .tag("version", "1.2.3")
                        .gauge()
                        .value())
                .isEqualTo(1);
    }

    @Test
    void premain_is_given_in_seconds() {
        AgentMetrics.bindTo(registry, "1", 20_000_000);

        assertThat(registry.get("crowsnest.premain").gauge().value()).isEqualTo(0.02);
    }

    @Test
    void processor_time_of_a_thread_that_ended_stays_in_the_sum() throws InterruptedException {
        AgentMetrics.bindTo(registry, "1", 0);
        double before = cpuSeconds();
        AgentThread thread = new AgentThread("burner", AgentMetricsTest::burn);
        thread.start();
        thread.join();

        assertThat(cpuSeconds() - before).isGreaterThanOrEqualTo(0.05);
    }

    private double cpuSeconds() {
        return registry.get("crowsnest.cpu").functionCounter().count();
    }

    private static void burn() {
        var threads = ManagementFactory.getThreadMXBean();
        long end = threads.getCurrentThreadCpuTime() + TimeUnit.MILLISECONDS.toNanos(60);
        while (threads.getCurrentThreadCpuTime() < end) {
            Thread.onSpinWait();
        }
    }
}
