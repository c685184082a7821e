package io.crowsnest.core.doctor;

import io.crowsnest.core.Endpoint;
import io.crowsnest.core.settings.Keys;
import io.crowsnest.core.settings.Settings;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** The place where Prometheus would scrape. */
final class EndpointCheck {

    /** As many ports behind the one that is set are tried by the agent. */
    private static final int MORE_PORTS = 9;

    private EndpointCheck() {}

    static void check(Settings settings, Findings findings) {
        if (!settings.get(Keys.PROMETHEUS_ENABLED)) {
            return;
        }
        try {
            Endpoint.config(settings);
        } catch (IOException | IllegalArgumentException e) {
            findings.failure(
                    "prometheus",
                    "the endpoint stays closed: " + Reasons.of(e),
                    "correct prometheus.tls.* and prometheus.username, .password and .token");
        }
        String host = settings.get(Keys.PROMETHEUS_HOST);
        int port = settings.get(Keys.PROMETHEUS_PORT);
        try {
            int free = freePort(InetAddress.getByName(host), port);
            if (free == port) {
                findings.ok("prometheus", "can listen on " + host + ":" + port);
            } else {
                findings.warning(
                        "prometheus.port",
                        port + " is taken: the agent would listen on " + free,
                        "end what listens there, which may be the application itself, or set another port");
            }
        } catch (IOException e) {
            findings.failure(
                    "prometheus.host",
                    "cannot listen on " + host + ":" + port + ": " + Reasons.of(e),
                    "set prometheus.host to an address of this machine (0.0.0.0: all), and prometheus.port to a free port");
        }
    }

    private static int freePort(InetAddress host, int wanted) throws IOException {
        BindException last = new BindException();
        for (int port = wanted; port <= Math.min(wanted + MORE_PORTS, 65_535); port++) {
            try (ServerSocket socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(host, port));
                return port;
            } catch (BindException taken) {
                last = taken;
            }
        }
        throw last;
    }
}
