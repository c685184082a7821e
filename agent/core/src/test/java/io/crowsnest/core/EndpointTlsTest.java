package io.crowsnest.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crowsnest.exporter.prometheus.Credentials;
import io.crowsnest.exporter.prometheus.PrometheusConfig;
import io.crowsnest.exporter.prometheus.PrometheusExporter;
import io.crowsnest.exporter.spool.tls.Tls;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndpointTlsTest {

    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    private Path directory;

    private final List<String> complaints = new CopyOnWriteArrayList<>();

    @Test
    void the_certificate_is_shown_and_its_successor_without_a_restart() throws Exception {
        Path certificate = directory.resolve("cert.pem");
        Path key = directory.resolve("key.pem");
        issue("first", certificate, key);
        try (PrometheusExporter exporter = start(new EndpointTls(certificate, key, null, complaints::add))) {
            assertThat(subject(exporter, Tls.context(certificate))).isEqualTo("CN=first");

            issue("second", certificate, key);
            // Also where a file's time has no more than seconds.
            Files.setLastModifiedTime(
                    key, FileTime.fromMillis(Files.getLastModifiedTime(key).toMillis() + 2000));
            assertThat(eventualSubject(exporter, Tls.context(certificate))).isEqualTo("CN=second");
        }
    }

    @Test
    void a_damaged_file_is_said_and_what_was_valid_stays() throws Exception {
        Path certificate = directory.resolve("cert.pem");
        Path key = directory.resolve("key.pem");
        issue("first", certificate, key);
        SSLContext trusting = Tls.context(certificate);
        EndpointTls tls = new EndpointTls(certificate, key, null, complaints::add);
        try (PrometheusExporter exporter = start(tls)) {
            Files.writeString(key, "damaged");
            while (complaints.isEmpty()) {
                assertThat(subject(exporter, trusting)).isEqualTo("CN=first");
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
            assertThat(complaints.get(0)).contains("key.pem holds no private key");
            assertThat(subject(exporter, trusting)).isEqualTo("CN=first");
        }
    }

    @Test
    void a_client_without_a_certificate_of_the_authority_gets_nothing() throws Exception {
        Path certificate = directory.resolve("cert.pem");
        Path key = directory.resolve("key.pem");
        Path clientCertificate = directory.resolve("client.pem");
        Path clientKey = directory.resolve("client-key.pem");
        issue("server", certificate, key);
        issue("client", clientCertificate, clientKey);
        try (PrometheusExporter exporter =
                start(new EndpointTls(certificate, key, clientCertificate, complaints::add))) {
            assertThat(subject(exporter, Tls.context(certificate, clientCertificate, clientKey)))
                    .isEqualTo("CN=server");
            assertThatThrownBy(() -> subject(exporter, Tls.context(certificate)))
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> subject(exporter, Tls.context(certificate, certificate, key)))
                    .isInstanceOf(IOException.class);
        }
    }

    private static PrometheusExporter start(EndpointTls tls) {
        return PrometheusExporter.start(
                new PrometheusConfig("127.0.0.1", 0, "/metrics", Credentials.none(), tls), () -> "{}");
    }

    private static @Nullable String eventualSubject(PrometheusExporter exporter, SSLContext trusting) {
        while (true) {
            try {
                return subject(exporter, trusting);
            } catch (IOException e) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
        }
    }

    private static String subject(PrometheusExporter exporter, SSLContext trusting) throws IOException {
        URI uri = URI.create(String.valueOf(exporter.url())).resolve("/-/healthy");
        HttpsURLConnection connection = (HttpsURLConnection) uri.toURL().openConnection();
        connection.setSSLSocketFactory(trusting.getSocketFactory());
        connection.setHostnameVerifier((host, session) -> true);
        connection.setRequestProperty("Connection", "close");
        try {
            assertThat(connection.getResponseCode()).isEqualTo(200);
            return ((X509Certificate) connection.getServerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        } finally {
            connection.disconnect();
        }
    }

    private void issue(String name, Path certificate, Path key) throws Exception {
        Path store = directory.resolve(name + ".p12");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of("-genkeypair", "-alias", "a", "-keyalg", "EC", "-dname", "CN=" + name));
        command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", "changeit"));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD);
        Files.writeString(key, pem("PRIVATE KEY", keys.getKey("a", PASSWORD).getEncoded()));
        Files.writeString(
                certificate, pem("CERTIFICATE", keys.getCertificate("a").getEncoded()));
    }

    private static String pem(String what, byte[] encoded) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder().encodeToString(encoded)
                + "\n-----END " + what + "-----\n";
    }
}
