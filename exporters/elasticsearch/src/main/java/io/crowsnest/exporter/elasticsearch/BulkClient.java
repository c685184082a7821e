package io.crowsnest.exporter.elasticsearch;

import co.elastic.clients.elasticsearch._types.ErrorResponse;
import co.elastic.clients.json.JsonpDeserializer;
import co.elastic.clients.json.SimpleJsonpMapper;
import co.elastic.clients.transport.ElasticsearchTransportBase;
import co.elastic.clients.transport.TransportException;
import co.elastic.clients.transport.endpoints.BinaryEndpoint;
import co.elastic.clients.transport.endpoints.BinaryResponse;
import co.elastic.clients.transport.http.TransportHttpClient;
import co.elastic.clients.transport.instrumentation.NoopInstrumentation;
import co.elastic.clients.util.BinaryData;
import io.crowsnest.exporter.spool.BatchResult;
import io.crowsnest.exporter.spool.BatchResult.Answered;
import io.crowsnest.exporter.spool.BatchResult.Failed;
import io.crowsnest.exporter.spool.BatchResult.Kind;
import io.crowsnest.exporter.spool.Document;
import io.crowsnest.telemetry.RetryAfter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Sends bulk requests and reads the answer to the request as a whole; {@link BulkResponse} reads it per document.
 *
 * <p>Goes below the typed API of the official client: the body is finished JSON already, {@code filter_path} makes the
 * answer too short for the client's types, and its {@code BulkIngester} gives failures back instead of retrying them.
 */
final class BulkClient {

    // The client names the version of the API it was made for; Elasticsearch wants the same in both headers.
    private static final String NDJSON = "application/vnd.elasticsearch+x-ndjson; compatible-with=8";

    /** {@code status} of every item stays, so that items keep their position. */
    private static final String FILTER =
            "errors,items.*.status,items.*.error.type,items.*.error.reason,items.*.failure_store";

    private static final byte[] CREATE = "{\"create\":{\"_id\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END_OF_ACTION = "\"}}\n".getBytes(StandardCharsets.US_ASCII);

    private final BulkEndpoint endpoint;
    private final HttpClient http;
    private final Transport transport;

    BulkClient(ElasticsearchConfig config, Duration readTimeout) throws IOException {
        endpoint = new BulkEndpoint(config.dataStream());
        http = new HttpClient(config, readTimeout);
        transport = new Transport(http);
    }

    BatchResult send(List<Document> batch) {
        try {
            BinaryResponse response = transport.performRequest(body(batch), endpoint, null);
            try (InputStream content = response.content()) {
                return new Answered(BulkResponse.read(content, batch.size()));
            } catch (BulkResponse.UnreadableException e) {
                return new Failed(Kind.UNREACHABLE, "unreadable answer: " + e.getMessage());
            }
        } catch (TransportException e) {
            return failed(e);
        } catch (IOException e) {
            return new Failed(Kind.UNREACHABLE, HttpClient.reason(e));
        }
    }

    void close() {
        http.close();
    }

    private static Failed failed(TransportException e) {
        int status = e.statusCode();
        TransportHttpClient.Response response = e.response();
        if (status == 200) {
            // It is the missing product header: something that is not Elasticsearch answers there.
            return new Failed(Kind.BLOCKED, "not Elasticsearch: no X-Elastic-Product header");
        }
        BulkError error = BulkResponse.errorIn(response);
        Kind kind = switch (status) {
            case 413 -> Kind.TOO_LARGE;
            case 429 -> Kind.OVERLOADED;
            case 408 -> Kind.UNREACHABLE;
            default -> status >= 500 || error.passes() ? Kind.UNREACHABLE : Kind.BLOCKED;
        };
        return new Failed(kind, "HTTP " + status + error, RetryAfter.in(response.header("Retry-After"), Instant.now()));
    }

    private static BinaryData body(List<Document> batch) {
        int size = 0;
        for (Document document : batch) {
            size += document.json().length + 64;
        }
        ByteArrayOutputStream lines = new ByteArrayOutputStream(size);
        for (Document document : batch) {
            lines.writeBytes(CREATE);
            lines.writeBytes(document.id().getBytes(StandardCharsets.US_ASCII));
            lines.writeBytes(END_OF_ACTION);
            lines.writeBytes(document.json());
            lines.write('\n');
        }
        return BinaryData.of(lines.toByteArray(), NDJSON);
    }

    /** The client's own transport: makes the request's headers, and makes sure that Elasticsearch answers. */
    private static final class Transport extends ElasticsearchTransportBase {
        Transport(HttpClient http) {
            // Without this instrumentation it would look for OpenTelemetry and trace our own requests.
            super(http, null, SimpleJsonpMapper.INSTANCE, NoopInstrumentation.INSTANCE);
        }
    }

    private static final class BulkEndpoint extends BinaryEndpoint<BinaryData> {
        BulkEndpoint(String dataStream) {
            super(
                    "es/bulk",
                    request -> "POST",
                    request -> "/" + dataStream + "/_bulk",
                    request -> Map.of(),
                    request -> Map.of("filter_path", FILTER),
                    request -> Map.of(),
                    true,
                    Objects.requireNonNull(Map.of()));
        }

        @Override
        public boolean isError(int statusCode) {
            return statusCode != 200;
        }

        /** None: the transport then throws an exception that has status and body as they came. */
        @Override
        public @Nullable JsonpDeserializer<ErrorResponse> errorDeserializer(int statusCode) {
            return null;
        }
    }
}
