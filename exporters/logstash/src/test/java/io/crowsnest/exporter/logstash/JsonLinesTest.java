package io.crowsnest.exporter.logstash;

import static io.crowsnest.exporter.logstash.Documents.documents;
import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.exporter.spool.BatchResult.Answered;
import io.crowsnest.exporter.spool.BatchResult.Failed;
import io.crowsnest.exporter.spool.BatchResult.Kind;
import io.crowsnest.exporter.spool.Document;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JsonLinesTest {

    private final LineServer server = new LineServer("tcp", ServerSocket::new);
    private final LogstashDestination destination =
            new LogstashDestination(new LogstashConfig(List.of(server.url()), null, null, null), line -> {});

    JsonLinesTest() throws IOException {}

    @AfterEach
    void stop() throws IOException {
        destination.close();
        server.close();
    }

    @Test
    void writesOneDocumentPerLineWithItsId() throws Exception {
        List<Document> batch = documents(3);

        Answered answer = (Answered) destination.send(batch);

        assertThat(answer.verdicts()).hasSize(3);
        assertThat(server.await(3)).isEqualTo(lines(batch));
    }

    @Test
    void keepsTheConnection() throws Exception {
        destination.send(documents(1));
        destination.send(documents(1));

        server.await(2);
        assertThat(server.connections).hasValue(1);
    }

    @Test
    void losesNothingWhenTheServerHasClosedTheConnectionMeanwhile() throws Exception {
        List<Document> batch = documents(40);
        for (int i = 0; i < 40; i++) {
            destination.send(batch.subList(i, i + 1));
            assertThat(server.await(i + 1)).hasSize(i + 1);
            server.closeConnections();
        }

        assertThat(server.lines).isEqualTo(lines(batch));
        assertThat(server.connections).hasValue(40);
    }

    @Test
    void triesTheNextHost() throws Exception {
        try (LineServer other = new LineServer("tcp", ServerSocket::new);
                LogstashDestination two = new LogstashDestination(
                        new LogstashConfig(List.of(other.url(), server.url()), null, null, null), line -> {})) {
            other.close();
            two.send(documents(2));
            server.await(2);
        }
        assertThat(server.lines).hasSize(2);
    }

    @Test
    void deliversNothingWithoutAServer() throws Exception {
        server.close();

        assertThat(destination.send(documents(2))).isEqualTo(new Failed(Kind.UNREACHABLE, "connection refused"));
    }

    static List<String> lines(List<Document> documents) {
        return documents.stream()
                .map(document -> "{\"@metadata\":{\"_id\":\"" + document.id() + "\"},"
                        + new String(document.json(), StandardCharsets.UTF_8).substring(1))
                .toList();
    }
}
