package io.crowsnest.exporter.elasticsearch;

import io.crowsnest.exporter.spool.BatchResult;
import io.crowsnest.exporter.spool.BatchResult.Failed;
import io.crowsnest.exporter.spool.BatchResult.Kind;
import io.crowsnest.exporter.spool.Destination;
import io.crowsnest.exporter.spool.Document;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes documents to a data stream of Elasticsearch 8 or 9. Every document has an id of ours and is sent with
 * {@code create}, so that sending it again is harmless: the answer 409 says that it is there already.
 */
public final class ElasticsearchDestination implements Destination {

    private final ElasticsearchConfig config;
    private final Duration readTimeout;

    /** Made by the first batch, so that no class of the client is loaded before. */
    private @Nullable BulkClient client;

    private boolean closed;

    /** Doesn't connect yet. */
    public ElasticsearchDestination(ElasticsearchConfig config) {
        this(config, HttpClient.READ_TIMEOUT);
    }

    /** One that waits this long for the next bytes of an answer. */
    ElasticsearchDestination(ElasticsearchConfig config, Duration readTimeout) {
        this.config = config;
        this.readTimeout = readTimeout;
    }

    @Override
    public String name() {
        return "elasticsearch";
    }

    @Override
    public BatchResult send(List<Document> batch) {
        BulkClient bulk;
        try {
            bulk = client();
        } catch (IOException e) {
            // Only the file of the certificate authority is read here.
            return new Failed(Kind.BLOCKED, "ca file: " + e);
        }
        return bulk.send(batch);
    }

    private synchronized BulkClient client() throws IOException {
        if (closed) {
            throw new IOException("closed");
        }
        BulkClient bulk = client;
        if (bulk == null) {
            bulk = new BulkClient(config, readTimeout);
            client = bulk;
        }
        return bulk;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (client != null) {
            client.close();
        }
    }
}
