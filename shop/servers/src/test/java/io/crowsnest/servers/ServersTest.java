package io.crowsnest.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ServersTest {

    private static Path directory;

    @BeforeAll
    static void makeDirectory() throws Exception {
        directory = ServerDirectory.temporary();
    }

    @AfterAll
    static void deleteDirectory() throws Exception {
        ServerDirectory.delete(directory);
    }

    @Test
    void postgresAcceptsConnectionsUntilItIsClosed() throws Exception {
        int port;
        try (PostgreSql database = PostgreSql.start(directory)) {
            port = URI.create(database.jdbcUrl().substring("jdbc:".length())).getPort();
            assertThat(accepts(port)).isTrue();
        }
        assertThat(accepts(port)).isFalse();
        assertThat(dataLeft()).isZero();
    }

    @Test
    void elasticsearchTakesADocumentOnceInADataStream() throws Exception {
        try (Elasticsearch search = Elasticsearch.start(Path.of("target/distributions/elasticsearch.zip"), directory)) {
            search.putLogsTemplate();
            String bulk = """
                    {"create": {"_index": "logs-a-b", "_id": "1"}}
                    {"@timestamp": "2026-01-01T00:00:00.123456789Z", "message": "m"}
                    """;
            String both = search.request("POST", "/_bulk?refresh=true", bulk + bulk);
            assertThat(both)
                    .contains("\"status\":201")
                    .contains("\"status\":409")
                    .contains(".ds-logs-a-b-");
            assertThat(search.request("GET", "/logs-a-b/_count", "")).contains("\"count\":1");
        }
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    private static long dataLeft() throws Exception {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(path -> path.getFileName().toString().startsWith("postgresql-data"))
                    .count();
        }
    }
}
