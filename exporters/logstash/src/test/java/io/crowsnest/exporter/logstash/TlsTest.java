package io.crowsnest.exporter.logstash;

import static io.crowsnest.exporter.logstash.Documents.documents;
import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.exporter.logstash.LumberjackServer.Sockets;
import io.crowsnest.exporter.spool.BatchResult;
import io.crowsnest.exporter.spool.BatchResult.Answered;
import io.crowsnest.exporter.spool.BatchResult.Failed;
import io.crowsnest.exporter.spool.BatchResult.Kind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 20, threadMode = ThreadMode.SEPARATE_THREAD)
class TlsTest {

    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    private static Path directory;

    /** The keys are made once: {@code keytool} takes a while. */
    @BeforeAll
    static void makeKeys() throws Exception {
        keytool("ca", "-keyalg", "EC", "-ext", "bc:c");
        keytool("localhost", "-keyalg", "EC", "-signer", "ca", "-ext", "san=dns:localhost");
        keytool("elsewhere", "-keyalg", "RSA", "-signer", "ca", "-ext", "san=dns:elsewhere");
        keytool("stranger", "-keyalg", "EC");
    }

    @Test
    void believesTheCertificateAuthorityOfTheSetting() throws Exception {
        assertThat(send(server("localhost"), certificate("ca"), null)).isInstanceOf(Answered.class);
    }

    @Test
    void doesNotBelieveAnUnknownCertificate() throws Exception {
        assertThat(reason(send(server("localhost"), null, null)))
                .startsWith("SSLHandshakeException: PKIX path building failed");
    }

    @Test
    void doesNotBelieveACertificateForAnotherHost() throws Exception {
        assertThat(reason(send(server("elsewhere"), certificate("ca"), null)))
                .isEqualTo("SSLHandshakeException: No subject alternative DNS name matching localhost found.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void speaksBothVersions(String version) throws Exception {
        assertThat(send(server("localhost", version, false), certificate("ca"), null))
                .isInstanceOf(Answered.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void refusesNothingWhenTheServerWantsACertificateAndGetsNone(String version) throws Exception {
        BatchResult result = send(server("localhost", version, true), certificate("ca"), null);

        assertThat(((Failed) result).kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(reason(result))
                .containsPattern("bad_certificate|certificate_required|does it want a client certificate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "elsewhere"})
    void showsItsCertificateEcOrRsaToAServerThatWantsOne(String client) throws Exception {
        for (String version : List.of("TLSv1.2", "TLSv1.3")) {
            assertThat(send(server("localhost", version, true), certificate("ca"), client))
                    .isInstanceOf(Answered.class);
        }
    }

    @Test
    void isNotLetInWithACertificateOfAnotherAuthority() throws Exception {
        assertThat(send(server("localhost", "TLSv1.3", true), certificate("ca"), "stranger"))
                .isInstanceOf(Failed.class);
    }

    @Test
    void keepsEverythingUntilACertificateFileIsThere() throws Exception {
        Path missing = directory.resolve("missing.pem");

        BatchResult result = send(server("localhost"), missing, null);

        assertThat(result)
                .isEqualTo(new Failed(Kind.BLOCKED, "certificate file: java.nio.file.NoSuchFileException: " + missing));
    }

    @Test
    void leavesTheTrustAndTheProxiesOfTheJvmAlone() throws Exception {
        // A trust store that can't be read breaks whoever makes the JVM's default context.
        System.setProperty("javax.net.ssl.trustStoreType", "none");
        ProxySelector before = ProxySelector.getDefault();
        ProxySelector.setDefault(new ProxyToNowhere());
        try {
            assertThat(send(server("localhost"), certificate("ca"), null)).isInstanceOf(Answered.class);
        } finally {
            System.clearProperty("javax.net.ssl.trustStoreType");
            ProxySelector.setDefault(before);
        }
    }

    @Test
    void doesNotCutOffLinesWhenItIsClosedRightAfterThem() throws Exception {
        try (LineServer lines = new LineServer("tcps", server("localhost"))) {
            lines.pauseMillis = 100;
            try (LogstashDestination destination = destination(lines.url(), certificate("ca"), null)) {
                destination.send(documents(1_000));
            }
            assertThat(lines.await(1_000)).hasSize(1_000);
        }
    }

    private static BatchResult send(Sockets sockets, Path ca, String client) throws Exception {
        try (LumberjackServer server = new LumberjackServer("lumberjacks", sockets);
                LogstashDestination destination = destination(server.url(), ca, client)) {
            return destination.send(documents(3));
        }
    }

    private static LogstashDestination destination(URI url, Path ca, String client) throws Exception {
        Path certificate = client == null ? null : certificate(client);
        Path key = client == null ? null : key(client);
        return new LogstashDestination(new LogstashConfig(List.of(url), ca, certificate, key), line -> {});
    }

    private static String reason(BatchResult result) {
        return ((Failed) result).reason();
    }

    private static Sockets server(String host) throws Exception {
        return server(host, "TLSv1.3", false);
    }

    private static Sockets server(String host, String version, boolean wantsCertificate) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry(host, keys().getKey(host, PASSWORD), PASSWORD, keys().getCertificateChain(host));
        KeyManagerFactory keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keyManagers.init(keys, PASSWORD);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("ca", keys().getCertificate("ca"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keyManagers.getKeyManagers(), trust.getTrustManagers(), null);
        return () -> {
            SSLServerSocket socket =
                    (SSLServerSocket) context.getServerSocketFactory().createServerSocket();
            socket.setEnabledProtocols(new String[] {version});
            socket.setNeedClientAuth(wantsCertificate);
            return socket;
        };
    }

    private static KeyStore keys() throws Exception {
        return KeyStore.getInstance(directory.resolve("keys.p12").toFile(), PASSWORD);
    }

    private static Path certificate(String alias) throws Exception {
        return pem(alias + ".pem", "CERTIFICATE", keys().getCertificate(alias).getEncoded());
    }

    private static Path key(String alias) throws Exception {
        return pem(alias + ".key", "PRIVATE KEY", keys().getKey(alias, PASSWORD).getEncoded());
    }

    private static Path pem(String file, String label, byte[] content) throws Exception {
        return Files.writeString(
                directory.resolve(file),
                "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(content) + "\n-----END "
                        + label + "-----\n");
    }

    private static void keytool(String alias, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-dname",
                "CN=" + alias,
                "-validity",
                "2",
                "-keystore",
                directory.resolve("keys.p12").toString(),
                "-storepass",
                "changeit"));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }

    /** As an application might set it. */
    private static final class ProxyToNowhere extends ProxySelector {
        @Override
        public List<Proxy> select(URI uri) {
            return List.of(new Proxy(Proxy.Type.SOCKS, InetSocketAddress.createUnresolved("nowhere.invalid", 1)));
        }

        @Override
        public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
    }
}
