package io.crowsnest.exporter.prometheus.push;

import static io.crowsnest.exporter.prometheus.push.PushFixture.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A receiver that is spoken to over TLS. */
class SecuredPushTest {

    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int REQUESTS = 250;

    @TempDir
    private static Path directory;

    private static SSLContext here;
    private static SSLContext elsewhere;

    @BeforeAll
    static void makeKeys() throws Exception {
        here = identity("here", "san=ip:127.0.0.1");
        elsewhere = identity("elsewhere", "san=dns:elsewhere");
    }

    @Test
    void hundreds_of_requests_in_a_row_arrive_and_leave_nothing_behind() throws IOException {
        try (StubReceiver receiver = StubReceiver.secured(here)) {
            PushTarget target = target(receiver, here);
            PushClient client = new PushClient();
            for (int i = 0; i < REQUESTS; i++) {
                byte[] body = ("request " + i).getBytes(StandardCharsets.UTF_8);
                assertThat(client.send("POST", target, body, Map.of(), PATIENCE).status())
                        .isEqualTo(204);
            }

            assertThat(receiver.got())
                    .extracting(request -> new String(request.body(), StandardCharsets.UTF_8))
                    .hasSize(REQUESTS)
                    .startsWith("request 0")
                    .endsWith("request " + (REQUESTS - 1));
            await(
                    "threads that end",
                    () -> Thread.getAllStackTraces().keySet().stream()
                            .noneMatch(thread -> thread.getName().equals("crowsnest-push-limit")));
        }
    }

    @Test
    void a_receiver_with_the_certificate_of_another_gets_nothing() throws IOException {
        try (StubReceiver receiver = StubReceiver.secured(elsewhere)) {
            PushTarget target = target(receiver, elsewhere);

            assertThatThrownBy(() -> new PushClient().send("POST", target, new byte[1], Map.of(), PATIENCE))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("127.0.0.1");
            assertThat(receiver.got()).isEmpty();
        }
    }

    private static PushTarget target(StubReceiver receiver, SSLContext trust) {
        return PushTarget.of(
                receiver.url(), new PushConfig.Access(null, null, null, Map.of(), trust, "crowsnest/test"));
    }

    /** A key with a certificate of its own, and trust in that certificate. */
    private static SSLContext identity(String name, String subject) throws Exception {
        Path file = directory.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        name,
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        subject,
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD)))
                .redirectErrorStream(true)
                .start();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(output).isZero();
        KeyStore store = KeyStore.getInstance(file.toFile(), PASSWORD);
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry(name, store.getCertificate(name));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
