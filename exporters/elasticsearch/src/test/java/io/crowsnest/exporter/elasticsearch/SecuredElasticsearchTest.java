package io.crowsnest.exporter.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.exporter.spool.BatchResult.Failed;
import io.crowsnest.exporter.spool.BatchResult.Kind;
import io.crowsnest.exporter.spool.tls.Tls;
import io.crowsnest.servers.Authority;
import io.crowsnest.servers.Elasticsearch;
import io.crowsnest.servers.NodeSetup;
import io.crowsnest.servers.ServerDirectory;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real node with security and TLS on, whose users are in files. That of API keys is in the tests of the whole agent, and here a key is
 * always a wrong one.
 */
class SecuredElasticsearchTest {

    private static final int EVENTS = 1_000;
    private static final String PASSWORD = "crowsnest";

    /** The password as {@code elasticsearch-users} writes it. */
    private static final String HASH = "$2a$10$LDOjVGbfRtM61tkmgpVAlOgjvH7Bff8ybHID7uJoBfpUKIClebw..";

    /** All that log delivery needs to be allowed. */
    private static final String ROLES = """
            appender:
              indices:
                - names: ["logs-*-*"]
                  privileges: ["auto_configure", "create_doc"]
            """;

    @TempDir
    private static Path keys;

    private static Path directory;
    private static Path ca;
    private static Elasticsearch server;

    @BeforeAll
    static void start() throws Exception {
        Authority authority = new Authority(keys, "authority");
        ca = authority.pem();
        // The node says where it listens by its address, so that is what its certificate must be for.
        Authority.Identity node = authority.issue("ip:127.0.0.1");
        directory = ServerDirectory.temporary();
        server = Elasticsearch.start(
                RealServer.DISTRIBUTION,
                directory,
                new NodeSetup(
                        Map.of(
                                "xpack.security.enabled", "true",
                                "xpack.security.http.ssl.enabled", "true",
                                "xpack.security.http.ssl.key", "node.key",
                                "xpack.security.http.ssl.certificate", "node.crt",
                                // So long it takes to see that a file has changed.
                                "resource.reload.interval.high", "200ms"),
                        Map.of(
                                "node.key",
                                node.keyPem(),
                                "node.crt",
                                node.chainPem(),
                                "roles.yml",
                                ROLES,
                                "users",
                                "admin:" + HASH + "\nshipper:" + HASH + "\n",
                                "users_roles",
                                "superuser:admin\nappender:shipper\n"),
                        List.of(),
                        Tls.context(ca),
                        basic("admin", PASSWORD)));
        server.putLogsTemplate();
    }

    @AfterAll
    static void stop() throws IOException {
        if (server != null) {
            server.close();
        }
        ServerDirectory.delete(directory);
    }

    @Test
    void deliversAsAUserWhoMayDoNothingButAppend() throws Exception {
        try (ElasticsearchDestination destination = destination("logs-append-default", "shipper")) {
            Delivery.of(destination, Documents.documents(EVENTS)).assertExactlyOnce(server, "logs-append-default");
        }
    }

    @Test
    void knowsWhatWasSentTwiceAlthoughItMayNotRead() throws Exception {
        var documents = Documents.documents(EVENTS);
        try (ElasticsearchDestination destination = destination("logs-twice-default", "shipper")) {
            Delivery.of(destination, documents).assertExactlyOnce(server, "logs-twice-default");
            Delivery.of(destination, documents).assertExactlyOnce(server, "logs-twice-default");
        }
    }

    @Test
    void deliversWithUserAndPasswordOfTheUrl() throws Exception {
        URI url = URI.create(server.url().toString().replace("://", "://shipper:" + PASSWORD + "@") + "/");
        try (ElasticsearchDestination destination = new ElasticsearchDestination(
                new ElasticsearchConfig(List.of(url), null, null, null, ca, "logs-url-default"))) {
            Delivery.of(destination, Documents.documents(EVENTS)).assertExactlyOnce(server, "logs-url-default");
        }
    }

    @Test
    void waitsUntilItsUserExistsAndMayWrite() throws Exception {
        try (ElasticsearchDestination destination = destination("logs-late-default", "late")) {
            Delivery delivery = Delivery.of(destination, Documents.documents(EVENTS));
            delivery.awaitTrouble("BLOCKED HTTP 401 security_exception: unable to authenticate user [late]");
            putUsers("late", "");
            delivery.awaitTrouble("BLOCKED HTTP 403 security_exception: action [indices:data/write/bulk]");
            putUsers("late", "late");

            delivery.assertExactlyOnce(server, "logs-late-default");
            assertThat(delivery.refused).isEmpty();
            assertThat(delivery.troubles).noneMatch(trouble -> trouble.contains(PASSWORD));
        }
    }

    @Test
    void losesNothingWhenItsUserIsTakenAway() throws Exception {
        putUsers("gone", "gone");
        try (ElasticsearchDestination destination = destination("logs-gone-default", "gone")) {
            Delivery delivery =
                    Delivery.slow(destination, Documents.documents(EVENTS * 5)).awaitDelivered(1);
            delivery.troubles.clear();
            putUsers("other", "other");
            delivery.awaitTrouble("BLOCKED HTTP 401 security_exception");
            putUsers("gone", "gone");

            delivery.assertExactlyOnce(server, "logs-gone-default");
            assertThat(delivery.refused).isEmpty();
        }
    }

    @Test
    void isBlockedWithAWrongKey() {
        String key = Base64.getEncoder().encodeToString("id:secret".getBytes(StandardCharsets.UTF_8));
        try (ElasticsearchDestination destination = new ElasticsearchDestination(
                new ElasticsearchConfig(List.of(server.url()), key, null, null, ca, "logs-key-default"))) {
            assertThat(destination.send(Documents.documents(1))).isInstanceOfSatisfying(Failed.class, failed -> {
                assertThat(failed.kind()).isEqualTo(Kind.BLOCKED);
                assertThat(failed.reason())
                        .startsWith("HTTP 401 security_exception")
                        .doesNotContain(key);
            });
        }
    }

    @Test
    void isBlockedWithoutCredentials() {
        try (ElasticsearchDestination destination = destination("logs-none-default", null)) {
            assertThat(destination.send(Documents.documents(1))).isInstanceOfSatisfying(Failed.class, failed -> {
                assertThat(failed.kind()).isEqualTo(Kind.BLOCKED);
                assertThat(failed.reason())
                        .startsWith("HTTP 401 security_exception: missing authentication credentials");
            });
        }
    }

    @Test
    void tellsNobodyItsSecretWhoseAuthorityIsUnknown() {
        try (ElasticsearchDestination destination = new ElasticsearchDestination(new ElasticsearchConfig(
                List.of(server.url()), null, "admin", PASSWORD, null, "logs-unknown-default"))) {
            assertThat(destination.send(Documents.documents(1)))
                    .isInstanceOfSatisfying(
                            Failed.class, failed -> assertThat(failed.reason()).startsWith("SSLHandshakeException"));
        }
    }

    @Test
    void tellsNobodyItsSecretWhoseNameIsAnother() {
        URI byName = URI.create("https://localhost:" + server.url().getPort());
        try (ElasticsearchDestination destination = new ElasticsearchDestination(
                new ElasticsearchConfig(List.of(byName), null, "admin", PASSWORD, ca, "logs-name-default"))) {
            assertThat(destination.send(Documents.documents(1)))
                    .isInstanceOfSatisfying(
                            Failed.class,
                            failed -> assertThat(failed.reason()).startsWith("SSLPeerUnverifiedException"));
        }
    }

    private static ElasticsearchDestination destination(String dataStream, String username) {
        return new ElasticsearchDestination(
                new ElasticsearchConfig(List.of(server.url()), null, username, PASSWORD, ca, dataStream));
    }

    /** One more user than there are from the outset, and who of the others than {@code shipper} may append. */
    private static void putUsers(String user, String appender) throws IOException {
        String separator = appender.isEmpty() ? "" : ",";
        server.putFile("users", "admin:" + HASH + "\nshipper:" + HASH + "\n" + user + ":" + HASH + "\n");
        server.putFile("users_roles", "superuser:admin\nappender:shipper" + separator + appender + "\n");
    }

    private static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }
}
