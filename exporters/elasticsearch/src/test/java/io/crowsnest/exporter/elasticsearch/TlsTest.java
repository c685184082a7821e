package io.crowsnest.exporter.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.exporter.spool.BatchResult;
import io.crowsnest.exporter.spool.BatchResult.Answered;
import io.crowsnest.exporter.spool.BatchResult.Failed;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {

    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    private static Path directory;

    /** The key stores are made once: {@code keytool} takes seconds. */
    @BeforeAll
    static void makeKeys() throws Exception {
        keytool("localhost");
        keytool("elsewhere");
    }

    @Test
    void believesTheCertificateAuthorityOfTheSetting() throws Exception {
        assertThat(send("localhost", pem("localhost"))).isInstanceOf(Answered.class);
    }

    @Test
    void doesNotBelieveAnUnknownCertificate() throws Exception {
        assertThat(send("localhost", null))
                .isInstanceOfSatisfying(
                        Failed.class, failed -> assertThat(failed.reason()).startsWith("SSLHandshakeException"));
    }

    @Test
    void doesNotBelieveACertificateForAnotherHost() throws Exception {
        assertThat(send("elsewhere", pem("elsewhere")))
                .isInstanceOfSatisfying(
                        Failed.class, failed -> assertThat(failed.reason()).startsWith("SSLPeerUnverifiedException"));
    }

    @Test
    void leavesTheTrustOfTheJvmAlone() throws Exception {
        // A trust store that can't be read breaks whoever makes the JVM's default context.
        System.setProperty("javax.net.ssl.trustStoreType", "none");
        try {
            assertThat(send("localhost", pem("localhost"))).isInstanceOf(Answered.class);
        } finally {
            System.clearProperty("javax.net.ssl.trustStoreType");
        }
    }

    private static BatchResult send(String host, Path ca) throws Exception {
        try (StubElasticsearch elasticsearch = new StubElasticsearch(server(host));
                ElasticsearchDestination destination = new ElasticsearchDestination(new ElasticsearchConfig(
                        List.of(elasticsearch.url()), null, null, null, ca, "logs-shop-default"))) {
            return destination.send(Documents.documents(1));
        }
    }

    private static SSLContext server(String host) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(KeyStore.getInstance(store(host).toFile(), PASSWORD), PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private static Path pem(String host) throws Exception {
        byte[] certificate = KeyStore.getInstance(store(host).toFile(), PASSWORD)
                .getCertificate("server")
                .getEncoded();
        String base64 = Base64.getMimeEncoder().encodeToString(certificate);
        return Files.writeString(
                directory.resolve(host + ".pem"),
                "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n");
    }

    private static Path store(String host) {
        return directory.resolve(host + ".p12");
    }

    private static void keytool(String host) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=test",
                        "-validity",
                        "2",
                        "-ext",
                        "san=dns:" + host,
                        "-keystore",
                        store(host).toString(),
                        "-storepass",
                        "changeit")
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }
}
