import java.util.List;
import java.util.concurrent.Future;
import org.apache.hc.client5.http.async.methods.SimpleHttpRequest;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.async.methods.SimpleRequestProducer;
import org.apache.hc.client5.http.async.methods.SimpleResponseConsumer;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.util.Timeout;

/** The asynchronous Apache HttpClient 5, whole and minimal. */
public final class Main {

    private static final CloseableHttpAsyncClient CLIENT = HttpAsyncClients.custom()
            .setConnectionManager(PoolingAsyncClientConnectionManagerBuilder.create()
                    .setMaxConnPerRoute(10)
                    .build())
            .build();

    private static final CloseableHttpAsyncClient MINIMAL = HttpAsyncClients.createMinimal();

    public static void main(String[] args) throws Exception {
        CLIENT.start();
        MINIMAL.start();
        Calls.run(args, List.of(call -> send(CLIENT, call), call -> send(MINIMAL, call)));
    }

    private static int send(CloseableHttpAsyncClient client, Calls.Call call) throws Exception {
        SimpleHttpRequest request = new SimpleHttpRequest(call.method(), call.uri());
        request.setConfig(RequestConfig.custom()
                .setResponseTimeout(Timeout.ofMilliseconds(call.timeoutMillis()))
                .build());
        if (call.body() != null) {
            request.setBody(call.body(), ContentType.TEXT_PLAIN);
        }
        if (call.traceparent() != null) {
            request.setHeader("traceparent", call.traceparent());
        }
        // With producer and consumer: what 5.0 returns for a whole request alone cancels nothing but itself.
        Future<SimpleHttpResponse> answer = client.execute(
                SimpleRequestProducer.create(request), SimpleResponseConsumer.create(), HttpClientContext.create(), null);
        if (call.goal() == Calls.Goal.ABORT) {
            Calls.later(() -> answer.cancel(true));
        }
        int status = answer.get().getCode();
        if (request.containsHeader("traceparent") != (call.traceparent() != null)) {
            throw new IllegalStateException("the request of the application was changed");
        }
        return status;
    }
}
