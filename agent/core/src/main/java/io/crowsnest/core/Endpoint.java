package io.crowsnest.core;

import io.crowsnest.core.settings.Keys;
import io.crowsnest.core.settings.Settings;
import io.crowsnest.exporter.prometheus.Credentials;
import io.crowsnest.exporter.prometheus.PrometheusConfig;
import io.crowsnest.exporter.prometheus.TlsSource;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The metrics endpoint as the settings want it. */
public final class Endpoint {

    private Endpoint() {}

    /**
     * Who may ask, and by which certificate the endpoint is known.
     *
     * @throws IOException if it cannot be protected as asked for; to open it without would be worse
     */
    public static PrometheusConfig config(Settings settings) throws IOException {
        return new PrometheusConfig(
                settings.get(Keys.PROMETHEUS_HOST),
                settings.get(Keys.PROMETHEUS_PORT),
                settings.get(Keys.PROMETHEUS_PATH),
                credentials(settings),
                tls(settings));
    }

    private static Credentials credentials(Settings settings) throws IOException {
        try {
            return Credentials.of(
                    settings.find(Keys.PROMETHEUS_USERNAME),
                    settings.find(Keys.PROMETHEUS_PASSWORD),
                    settings.find(Keys.PROMETHEUS_TOKEN));
        } catch (IllegalArgumentException e) {
            throw new IOException("prometheus.username and prometheus.password: " + e.getMessage(), e);
        }
    }

    private static @Nullable TlsSource tls(Settings settings) throws IOException {
        String certificate = settings.find(Keys.PROMETHEUS_TLS_CERTIFICATE);
        String key = settings.find(Keys.PROMETHEUS_TLS_KEY);
        String clientCa = settings.find(Keys.PROMETHEUS_TLS_CLIENT_CA);
        if (certificate == null && key == null && clientCa == null) {
            return null;
        }
        if (certificate == null || key == null) {
            throw new IOException("TLS needs prometheus.tls.certificate and prometheus.tls.key, both");
        }
        return new EndpointTls(
                Path.of(certificate),
                Path.of(key),
                clientCa == null ? null : Path.of(clientCa),
                complaint -> AgentLog.warn("metrics endpoint: " + complaint));
    }
}
