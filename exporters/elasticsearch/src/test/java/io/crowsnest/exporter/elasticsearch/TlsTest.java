package io.crowsnest.exporter.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.exporter.spool.BatchResult;
import io.crowsnest.exporter.spool.BatchResult.Answered;
import io.crowsnest.exporter.spool.BatchResult.Failed;
import io.crowsnest.servers.Authority;
import io.crowsnest.servers.Authority.Identity;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("changes system properties")
class TlsTest {

    @TempDir
    private static Path directory;

    private static Path own;
    private static Path other;
    private static Identity localhost;
    private static Identity elsewhere;

    /** Made once: it takes seconds. */
    @BeforeAll
    static void makeKeys() throws Exception {
        Authority authority = new Authority(directory, "own");
        own = authority.pem();
        localhost = authority.issue("dns:localhost");
        elsewhere = authority.issue("dns:elsewhere");
        other = new Authority(directory, "other").pem();
    }

    @Test
    void believesTheCertificateAuthorityOfTheSetting() throws Exception {
        assertThat(send(localhost, own)).isInstanceOf(Answered.class);
    }

    @Test
    void doesNotBelieveAnAuthorityThatTheJvmDoesNotKnow() throws Exception {
        assertRefused(send(localhost, null), "SSLHandshakeException");
    }

    @Test
    void doesNotBelieveAnotherAuthorityThanThatOfTheSetting() throws Exception {
        assertRefused(send(localhost, other), "SSLHandshakeException");
    }

    @Test
    void doesNotBelieveACertificateForAnotherHost() throws Exception {
        assertRefused(send(elsewhere, own), "SSLPeerUnverifiedException");
    }

    @Test
    void leavesTheTrustOfTheJvmAlone() throws Exception {
        // A trust store that can't be read breaks whoever makes the JVM's default context.
        System.setProperty("javax.net.ssl.trustStoreType", "none");
        try {
            assertThat(send(localhost, own)).isInstanceOf(Answered.class);
        } finally {
            System.clearProperty("javax.net.ssl.trustStoreType");
        }
    }

    private static void assertRefused(BatchResult result, String reason) {
        assertThat(result)
                .isInstanceOfSatisfying(
                        Failed.class, failed -> assertThat(failed.reason()).startsWith(reason));
    }

    private static BatchResult send(Identity server, Path ca) throws Exception {
        try (StubElasticsearch elasticsearch = new StubElasticsearch(server.context());
                ElasticsearchDestination destination = new ElasticsearchDestination(new ElasticsearchConfig(
                        List.of(elasticsearch.url()), null, null, null, ca, "logs-shop-default"))) {
            BatchResult result = destination.send(Documents.documents(1));
            assertThat(elasticsearch.requests).hasSize(result instanceof Answered ? 1 : 0);
            return result;
        }
    }
}
