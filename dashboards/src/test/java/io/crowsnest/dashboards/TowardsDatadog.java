package io.crowsnest.dashboards;

import io.crowsnest.exporter.datadog.DatadogConfig;
import io.crowsnest.exporter.datadog.DatadogExporter;
import io.crowsnest.exporter.datadog.MicrometerReading;
import io.crowsnest.exporter.datadog.NativeAccess;
import io.crowsnest.exporter.datadog.Relay;
import io.crowsnest.exporter.datadog.RelayConfig;
import io.crowsnest.exporter.datadog.TimerForm;
import io.crowsnest.exporter.datadog.Watched;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The exporter for Datadog and the relay, with a socket that takes what they send and does nothing with it. */
final class TowardsDatadog implements AutoCloseable {

    private final DatagramSocket agent;
    private final DatadogExporter exporter;
    private final Relay relay;

    TowardsDatadog(MeterRegistry registry) {
        try {
            agent = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            URI url = URI.create("udp://127.0.0.1:" + agent.getLocalPort());
            relay = Relay.start(
                    new RelayConfig(
                            List.of(URI.create("udp://127.0.0.1:0")),
                            url,
                            null,
                            false,
                            100,
                            NativeAccess.OF_THE_CLASS_PATH),
                    registry);
            exporter = DatadogExporter.start(
                    new DatadogConfig(
                            url,
                            TimerForm.DISTRIBUTION,
                            Duration.ofSeconds(1),
                            "web",
                            Map.of(),
                            "1.0",
                            NativeAccess.OF_THE_CLASS_PATH),
                    new MicrometerReading(registry, relay::mirrors),
                    Watched.NOTHING);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        relay.bindTo(registry);
        exporter.bindTo(registry);
    }

    @Override
    public void close() {
        exporter.close();
        relay.close();
        agent.close();
    }
}
