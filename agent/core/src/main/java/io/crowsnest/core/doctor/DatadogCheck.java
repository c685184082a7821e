package io.crowsnest.core.doctor;

import io.crowsnest.core.settings.Keys;
import io.crowsnest.core.settings.Settings;
import io.crowsnest.exporter.datadog.AgentAddress;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** The Datadog Agent that metrics would go to, and where the application's own DogStatsD would be accepted. */
final class DatadogCheck {

    static final String REMEDY = "start the Datadog Agent with DogStatsD, or correct datadog.url";

    /** What an Agent that is not there is answered with comes at once. */
    private static final int REFUSAL_MILLIS = 300;

    private DatadogCheck() {}

    static void check(Settings settings, Findings findings) {
        String url = settings.find(Keys.DATADOG_URL);
        if (url != null) {
            agent(URI.create(url), findings);
        }
        List<String> listen = settings.find(Keys.DATADOG_RELAY_LISTEN);
        if (listen != null) {
            listen.forEach(each -> relay(URI.create(each), findings));
        }
        String mapping = settings.find(Keys.DATADOG_RELAY_MAPPING);
        if (mapping != null && !isReadable(mapping)) {
            findings.failure(
                    Keys.DATADOG_RELAY_MAPPING.name(),
                    mapping + " cannot be read: the relay stays closed",
                    "name a mapping file of statsd_exporter");
        }
    }

    private static void agent(URI url, Findings findings) {
        String subject = Keys.DATADOG_URL.name();
        try {
            if (url.getScheme().equals("udp")) {
                AgentAddress agent = AgentAddress.of(url);
                probe(resolved(agent.host(), agent.port()));
                findings.ok(subject, url + " refuses nothing; whether packets arrive, UDP does not tell");
            } else if (Files.exists(Path.of(url.getPath()))) {
                findings.ok(subject, url.getPath() + " is there");
            } else {
                throw new IOException("no such socket");
            }
        } catch (IOException | IllegalArgumentException e) {
            findings.failure(subject, url + ": " + Reasons.of(e), REMEDY);
        }
    }

    /** An empty line, which says nothing to an Agent. Fails if the system answers that nobody listens. */
    private static void probe(InetSocketAddress agent) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(agent);
            socket.setSoTimeout(REFUSAL_MILLIS);
            socket.send(new DatagramPacket(new byte[] {'\n'}, 1));
            socket.receive(new DatagramPacket(new byte[1], 1));
        } catch (SocketTimeoutException silent) {
            // As it should be.
        }
    }

    private static void relay(URI url, Findings findings) {
        String subject = Keys.DATADOG_RELAY_LISTEN.name();
        try {
            if (url.getScheme().equals("udp")) {
                new DatagramSocket(address(url)).close();
            } else if (!Files.isWritable(Path.of(url.getPath()).toAbsolutePath().getParent())) {
                throw new IOException("no socket can be made there");
            }
            findings.ok(subject, "can listen on " + url);
        } catch (IOException | IllegalArgumentException e) {
            findings.failure(
                    subject,
                    "cannot listen on " + url + ": " + Reasons.of(e),
                    "end what listens there, or set another address, and tell the application's client of it");
        }
    }

    private static InetSocketAddress address(URI url) throws IOException {
        if (url.getHost() == null || url.getPort() < 0) {
            throw new IOException("host and port are wanted, as in udp://127.0.0.1:8125");
        }
        return resolved(url.getHost(), url.getPort());
    }

    private static InetSocketAddress resolved(String host, int port) throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByName(host), port);
    }

    private static boolean isReadable(String file) {
        try {
            return Files.isRegularFile(Path.of(file)) && Files.isReadable(Path.of(file));
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
