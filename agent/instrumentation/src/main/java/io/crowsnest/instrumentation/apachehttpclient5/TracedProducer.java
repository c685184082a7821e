package io.crowsnest.instrumentation.apachehttpclient5;

import io.crowsnest.telemetry.HttpClient.Call;
import java.io.IOException;
import org.apache.hc.client5.http.async.methods.ConfigurableHttpRequest;
import org.apache.hc.client5.http.config.Configurable;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.nio.AsyncRequestProducer;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.http.nio.RequestChannel;
import org.apache.hc.core5.http.protocol.HttpContext;

/**
 * Begins the call when the application's producer hands over its request.
 *
 * @param copies whether the client sends what it is given, and has to get a copy with the trace
 */
record TracedProducer(AsyncRequestProducer producer, AsyncExchange exchange, boolean copies)
        implements AsyncRequestProducer {

    @Override
    public void sendRequest(RequestChannel channel, HttpContext context) throws HttpException, IOException {
        producer.sendRequest(
                (request, entity, itsContext) -> {
                    Call call = exchange.begin(request);
                    channel.sendRequest(copies && call != null ? traced(request, call) : request, entity, itsContext);
                },
                context);
    }

    private static HttpRequest traced(HttpRequest request, Call call) {
        ConfigurableHttpRequest copy = new ConfigurableHttpRequest(request.getMethod(), request.getPath());
        copy.setScheme(request.getScheme());
        copy.setAuthority(request.getAuthority());
        copy.setVersion(request.getVersion());
        copy.setHeaders(request.getHeaders());
        if (request instanceof Configurable configured) {
            copy.setConfig(configured.getConfig());
        }
        TraceHeaders.add(copy, call);
        return copy;
    }

    @Override
    public boolean isRepeatable() {
        return producer.isRepeatable();
    }

    @Override
    public void failed(Exception thrown) {
        producer.failed(thrown);
    }

    @Override
    public int available() {
        return producer.available();
    }

    @Override
    public void produce(DataStreamChannel channel) throws IOException {
        producer.produce(channel);
    }

    @Override
    public void releaseResources() {
        producer.releaseResources();
    }
}
