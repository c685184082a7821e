package io.crowsnest.telemetry;

import io.micrometer.core.instrument.MeterRegistry;

/** What the agent says about itself: its version and what it costs. */
public final class AgentMetrics {

    private AgentMetrics() {}

    /**
     * Registers them.
     *
     * @param version of the agent
     * @param premainNanos how long the application waited for the agent before its main method, in nanoseconds
     */
    public static void bindTo(MeterRegistry registry, String version, long premainNanos) {
        AgentCpu.measure();
        Meters.gauge(registry, Catalogue.CROWSNEST_BUILD_INFO, AgentMetrics.class, any -> 1, version);
        Meters.gauge(registry, Catalogue.CROWSNEST_PREMAIN, AgentMetrics.class, any -> premainNanos / 1e9);
        Meters.counter(registry, Catalogue.CROWSNEST_CPU, AgentMetrics.class, any -> AgentCpu.seconds());
    }
}
