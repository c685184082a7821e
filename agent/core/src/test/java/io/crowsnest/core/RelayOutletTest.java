package io.crowsnest.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.core.settings.Settings;
import io.crowsnest.exporter.datadog.NativeAccess;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RelayOutletTest {

    @Test
    void saysWhyNothingListens() throws Exception {
        try (DatagramSocket taken = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            String url = "udp://127.0.0.1:" + taken.getLocalPort();
            Settings settings = Settings.resolve("datadog.relay.listen=" + url, new Properties(), Map.of(), Set.of());
            RelayOutlet outlet = RelayOutlet.prepare(settings);
            assertThat(outlet).isNotNull();

            outlet.start(settings, new SimpleMeterRegistry(), NativeAccess.OF_THE_CLASS_PATH);

            assertThat(outlet.relay()).isNull();
            assertThat(outlet.health().isFailing()).isTrue();
            assertThat(outlet.health().lastError()).contains("cannot listen on " + url);
        }
    }
}
