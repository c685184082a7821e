package io.crowsnest.instrumentation.apachehttpclient5;

import io.crowsnest.telemetry.TraceContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.nio.AsyncResponseConsumer;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.protocol.HttpContext;

/** Sees the status that the application gets; what the application does with the answer belongs to whoever made the call. */
record TracedConsumer<T>(AsyncResponseConsumer<T> consumer, AsyncExchange exchange)
        implements AsyncResponseConsumer<T> {

    @Override
    public void consumeResponse(
            HttpResponse response, EntityDetails entity, HttpContext context, FutureCallback<T> callback)
            throws HttpException, IOException {
        exchange.answer(response);
        TraceContext previous = TraceContext.swap(exchange.caller());
        try {
            consumer.consumeResponse(response, entity, context, new AnswerCallback<>(callback, exchange));
        } finally {
            TraceContext.swap(previous);
        }
    }

    @Override
    public void informationResponse(HttpResponse response, HttpContext context) throws HttpException, IOException {
        consumer.informationResponse(response, context);
    }

    @Override
    public void consume(ByteBuffer source) throws IOException {
        TraceContext previous = TraceContext.swap(exchange.caller());
        try {
            consumer.consume(source);
        } finally {
            TraceContext.swap(previous);
        }
    }

    @Override
    public void streamEnd(List<? extends Header> trailers) throws HttpException, IOException {
        TraceContext previous = TraceContext.swap(exchange.caller());
        try {
            consumer.streamEnd(trailers);
        } finally {
            TraceContext.swap(previous);
        }
    }

    @Override
    public void failed(Exception thrown) {
        TraceContext previous = TraceContext.swap(exchange.caller());
        try {
            consumer.failed(thrown);
        } finally {
            TraceContext.swap(previous);
        }
    }

    @Override
    public void updateCapacity(CapacityChannel channel) throws IOException {
        consumer.updateCapacity(channel);
    }

    @Override
    public void releaseResources() {
        consumer.releaseResources();
    }
}
