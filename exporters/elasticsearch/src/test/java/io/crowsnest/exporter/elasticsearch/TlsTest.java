package io.crowsnest.exporter.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.exporter.spool.BatchResult.Answered;
import io.crowsnest.exporter.spool.BatchResult.Failed;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {

    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    private Path directory;

    private StubElasticsearch elasticsearch;

    @BeforeEach
    void start() throws Exception {
        elasticsearch = new StubElasticsearch(server("san=dns:localhost"));
    }

    @AfterEach
    void stop() {
        elasticsearch.close();
    }

    @Test
    void believesTheCertificateAuthorityOfTheSetting() {
        assertThat(send(directory.resolve("cert.pem"))).isInstanceOf(Answered.class);
    }

    @Test
    void doesNotBelieveAnUnknownCertificate() {
        assertThat(send(null))
                .isInstanceOfSatisfying(
                        Failed.class, failed -> assertThat(failed.reason()).startsWith("SSLHandshakeException"));
    }

    @Test
    void doesNotBelieveACertificateForAnotherHost() throws Exception {
        elasticsearch.close();
        elasticsearch = new StubElasticsearch(server("san=dns:elsewhere"));

        assertThat(send(directory.resolve("cert.pem")))
                .isInstanceOfSatisfying(
                        Failed.class, failed -> assertThat(failed.reason()).startsWith("SSLPeerUnverifiedException"));
    }

    private Object send(Path ca) {
        try (ElasticsearchDestination destination = new ElasticsearchDestination(new ElasticsearchConfig(
                List.of(elasticsearch.url()), null, null, null, ca, "logs-shop-default"))) {
            return destination.send(Documents.documents(1));
        }
    }

    private SSLContext server(String names) throws IOException, InterruptedException, GeneralSecurityException {
        Path store = directory.resolve("server.p12");
        Files.deleteIfExists(store);
        keytool("-genkeypair", "-alias", "s", "-keyalg", "EC", "-dname", "CN=test", "-ext", names, "-validity", "2");
        keytool("-exportcert", "-alias", "s", "-rfc", "-file", directory.resolve("cert.pem").toString());
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new java.util.ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", directory.resolve("server.p12").toString(), "-storepass", "changeit"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }
}
