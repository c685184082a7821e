package io.crowsnest.exporter.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalAccessTest {

    @ParameterizedTest(name = "peer {0}, host {1}, forwarded {2}: {3}")
    @CsvSource({
        "127.0.0.1, localhost:9464,       false, true",
        "127.0.0.1, LOCALHOST,            false, true",
        "127.0.0.1, 127.0.0.1:9464,       false, true",
        "::1,       [::1]:9464,           false, true",
        "::1,       [::1],                false, true",
        "127.0.0.1, ,                     false, true",
        "127.0.0.1, localhost,            true,  false",
        "127.0.0.1, evil.example:9464,    false, false",
        "127.0.0.1, localhost.evil.example, false, false",
        "127.0.0.1, '',                   false, false",
        "127.0.0.1, [::1,                 false, false",
        "127.0.0.1, [::2],                false, false",
        "10.0.0.7,  localhost,            false, false",
        "10.0.0.7,  ,                     false, false",
        "2001:db8::1, [::1],              false, false",
    })
    void status_is_for_this_machine_only(String peer, String host, boolean forwarded, boolean allowed)
            throws UnknownHostException {
        assertThat(LocalAccess.allowed(InetAddress.getByName(peer), host, forwarded))
                .isEqualTo(allowed);
    }
}
