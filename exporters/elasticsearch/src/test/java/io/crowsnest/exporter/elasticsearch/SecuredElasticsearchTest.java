package io.crowsnest.exporter.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.exporter.spool.BatchResult.Failed;
import io.crowsnest.exporter.spool.BatchResult.Kind;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real node with security and TLS on. The distribution of the 8 line that Maven Central has for tests comes with the
 * modules for both; of the 9 line Maven Central has no distribution at all.
 */
class SecuredElasticsearchTest {

    private static final int EVENTS = 500;

    /** User {@code admin} with password {@code crowsnest}, as {@code elasticsearch-users} writes it. */
    private static final String USERS = "admin:$2a$10$LDOjVGbfRtM61tkmgpVAlOgjvH7Bff8ybHID7uJoBfpUKIClebw..\n";

    /** All that log delivery needs to be allowed. */
    private static final String MAY_APPEND =
            "{\"indices\":[{\"names\":[\"logs-*-*\"],\"privileges\":[\"auto_configure\",\"create_doc\"]}]}";

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
                                "xpack.security.http.ssl.certificate", "node.crt"),
                        Map.of(
                                "node.key",
                                node.keyPem(),
                                "node.crt",
                                node.chainPem(),
                                "users",
                                USERS,
                                "users_roles",
                                "superuser:admin\n"),
                        Trust.context(ca),
                        basic("admin", "crowsnest")));
        server.putLogsTemplate();
        server.request("PUT", "/_security/role/appender", MAY_APPEND);
    }

    @AfterAll
    static void stop() throws IOException {
        if (server != null) {
            server.close();
        }
        ServerDirectory.delete(directory);
    }

    @Test
    void deliversWithAnApiKeyThatAllowsNothingButAppending() throws Exception {
        try (ElasticsearchDestination destination = destination("logs-key-default", apiKey(), null, null)) {
            Delivery.of(destination, Documents.documents(EVENTS)).assertExactlyOnce(server, "logs-key-default");
        }
    }

    @Test
    void knowsWhatWasSentTwiceAlthoughItMayNotRead() throws Exception {
        var documents = Documents.documents(EVENTS);
        try (ElasticsearchDestination destination = destination("logs-twice-default", apiKey(), null, null)) {
            Delivery.of(destination, documents).assertExactlyOnce(server, "logs-twice-default");
            Delivery.of(destination, documents).assertExactlyOnce(server, "logs-twice-default");
        }
    }

    @Test
    void deliversWithUserAndPasswordOfTheUrl() throws Exception {
        putUser("url", "p%40ss:/9", "appender");
        URI url = URI.create(server.url().toString().replace("://", "://url:p%2540ss%3A%2F9@"));
        try (ElasticsearchDestination destination = new ElasticsearchDestination(
                new ElasticsearchConfig(List.of(url), null, null, null, ca, "logs-url-default"))) {
            Delivery.of(destination, Documents.documents(EVENTS)).assertExactlyOnce(server, "logs-url-default");
        }
    }

    @Test
    void waitsUntilItsUserExistsAndMayWrite() throws Exception {
        try (ElasticsearchDestination destination = destination("logs-late-default", null, "late", "s3cret-word")) {
            Delivery delivery = Delivery.of(destination, Documents.documents(EVENTS));
            delivery.awaitTrouble("BLOCKED HTTP 401 security_exception: unable to authenticate user [late]");
            putUser("late", "other-word", "");
            delivery.awaitTrouble("BLOCKED HTTP 401 security_exception: unable to authenticate user [late]");
            putUser("late", "s3cret-word", "");
            delivery.awaitTrouble("BLOCKED HTTP 403 security_exception: action [indices:data/write/bulk]");
            putUser("late", "s3cret-word", "appender");

            delivery.assertExactlyOnce(server, "logs-late-default");
            assertThat(delivery.refused).isEmpty();
            assertThat(delivery.troubles).noneMatch(trouble -> trouble.contains("s3cret-word"));
        }
    }

    @Test
    void losesNothingWhenItsKeyIsTakenAway() throws Exception {
        var documents = Documents.documents(EVENTS);
        try (ElasticsearchDestination destination = destination("logs-gone-default", apiKey(), null, null)) {
            assertThat(destination.send(documents.subList(0, 10))).isNotInstanceOf(Failed.class);
            server.request("DELETE", "/_security/api_key", "{\"name\":\"shipper\"}");

            assertThat(destination.send(documents.subList(10, 20))).isInstanceOfSatisfying(Failed.class, failed -> {
                assertThat(failed.kind()).isEqualTo(Kind.BLOCKED);
                assertThat(failed.reason()).startsWith("HTTP 401 security_exception");
            });
        }
        try (ElasticsearchDestination destination = destination("logs-gone-default", apiKey(), null, null)) {
            Delivery.of(destination, documents).assertExactlyOnce(server, "logs-gone-default");
        }
    }

    @Test
    void isBlockedWithoutCredentials() {
        try (ElasticsearchDestination destination = destination("logs-none-default", null, null, null)) {
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
                List.of(server.url()), null, "admin", "crowsnest", null, "logs-unknown-default"))) {
            assertThat(destination.send(Documents.documents(1)))
                    .isInstanceOfSatisfying(
                            Failed.class, failed -> assertThat(failed.reason()).startsWith("SSLHandshakeException"));
        }
    }

    @Test
    void tellsNobodyItsSecretWhoseNameIsAnother() {
        URI byName = URI.create("https://localhost:" + server.url().getPort());
        try (ElasticsearchDestination destination = new ElasticsearchDestination(
                new ElasticsearchConfig(List.of(byName), null, "admin", "crowsnest", ca, "logs-name-default"))) {
            assertThat(destination.send(Documents.documents(1)))
                    .isInstanceOfSatisfying(
                            Failed.class,
                            failed -> assertThat(failed.reason()).startsWith("SSLPeerUnverifiedException"));
        }
    }

    private static ElasticsearchDestination destination(
            String dataStream, String apiKey, String username, String password) {
        return new ElasticsearchDestination(
                new ElasticsearchConfig(List.of(server.url()), apiKey, username, password, ca, dataStream));
    }

    private static String apiKey() throws IOException {
        String answer = server.request(
                "POST",
                "/_security/api_key?refresh=true",
                "{\"name\":\"shipper\",\"role_descriptors\":{\"appender\":" + MAY_APPEND + "}}");
        Matcher encoded = Pattern.compile("\"encoded\":\"([^\"]+)\"").matcher(answer);
        assertThat(encoded.find()).isTrue();
        return encoded.group(1);
    }

    private static void putUser(String name, String password, String role) throws IOException {
        String roles = role.isEmpty() ? "" : '"' + role + '"';
        server.request(
                "PUT",
                "/_security/user/" + name + "?refresh=true",
                "{\"password\":\"" + password + "\",\"roles\":[" + roles + "]}");
    }

    private static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }
}
