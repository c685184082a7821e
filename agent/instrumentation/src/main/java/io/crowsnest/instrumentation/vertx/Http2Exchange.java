package io.crowsnest.instrumentation.vertx;

import io.crowsnest.telemetry.HttpServer;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/** A request on a stream of its own, and what is known of its answer. */
final class Http2Exchange {

    private final HttpServer.Request request;
    private final @Nullable String method;
    private final @Nullable String path;
    private volatile int status;
    private volatile boolean complete;
    private volatile @Nullable Throwable failure;

    /** @param target path and query, as sent */
    Http2Exchange(HttpServer.Request request, @Nullable String method, @Nullable String target) {
        this.request = request;
        this.method = method;
        int query = target == null ? -1 : target.indexOf('?');
        path = target == null || query < 0 ? target : target.substring(0, query);
    }

    HttpServer.Request request() {
        return request;
    }

    /** The client has reset the stream. */
    void fail(Throwable thrown) {
        failure = thrown;
    }

    /**
     * A frame of the answer is written.
     *
     * @param code null in data and trailers
     */
    void answer(@Nullable CharSequence code, boolean last) {
        int number = code == null ? 0 : Integer.parseInt(code, 0, code.length(), 10);
        if (number >= 200) {
            status = number;
        }
        complete |= last;
    }

    void close() {
        Throwable thrown = failure;
        HttpServer.stop(
                request,
                method,
                null,
                path,
                status,
                thrown == null && !complete ? new ClosedChannelException() : thrown);
    }
}
