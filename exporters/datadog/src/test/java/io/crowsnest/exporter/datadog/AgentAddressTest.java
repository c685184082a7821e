package io.crowsnest.exporter.datadog;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;

final class AgentAddressTest {

    @Test
    void aHostMayHaveAnUnderscore() {
        assertThat(of("udp://dd_agent:8126")).isEqualTo(new AgentAddress("dd_agent", 8126));
    }

    @Test
    void aPortThatIsLeftOutIsTheUsualOne() {
        assertThat(of("udp://agent")).isEqualTo(new AgentAddress("agent", 8125));
        assertThat(of("udp://[::1]")).isEqualTo(new AgentAddress("[::1]", 8125));
    }

    @Test
    void anAddressOfVersion6StaysInItsBrackets() {
        assertThat(of("udp://[::1]:8126")).isEqualTo(new AgentAddress("[::1]", 8126));
    }

    private static AgentAddress of(String url) {
        return AgentAddress.of(URI.create(url));
    }
}
