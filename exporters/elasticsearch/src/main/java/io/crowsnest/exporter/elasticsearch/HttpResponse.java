package io.crowsnest.exporter.elasticsearch;

import co.elastic.clients.transport.http.TransportHttpClient;
import co.elastic.clients.util.BinaryData;
import java.util.ArrayList;
import java.util.List;
import org.apache.http.Header;
import org.jspecify.annotations.Nullable;

/** An answer that has been read to its end, so that it outlives its connection. */
final class HttpResponse implements TransportHttpClient.Response {

    private final TransportHttpClient.Node node;
    private final org.apache.http.HttpResponse original;
    private final byte[] body;

    HttpResponse(TransportHttpClient.Node node, org.apache.http.HttpResponse original, byte[] body) {
        this.node = node;
        this.original = original;
        this.body = body;
    }

    @Override
    public TransportHttpClient.Node node() {
        return node;
    }

    @Override
    public int statusCode() {
        return original.getStatusLine().getStatusCode();
    }

    @Override
    public @Nullable String header(String name) {
        Header header = original.getFirstHeader(name);
        return header == null ? null : header.getValue();
    }

    @Override
    public List<String> headers(String name) {
        List<String> values = new ArrayList<>();
        for (Header header : original.getHeaders(name)) {
            values.add(header.getValue());
        }
        return values;
    }

    @Override
    public BinaryData body() {
        String type = header("Content-Type");
        return BinaryData.of(body, type == null ? "application/octet-stream" : type);
    }

    @Override
    public Object originalResponse() {
        return original;
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
