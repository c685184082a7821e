import java.io.IOException;
import java.util.List;
import org.apache.http.HttpEntity;
import org.apache.http.HttpResponse;
import org.apache.http.client.HttpClient;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.HttpRequestBase;
import org.apache.http.client.methods.HttpUriRequest;
import org.apache.http.client.methods.RequestBuilder;
import org.apache.http.entity.StringEntity;
import org.apache.http.impl.client.DefaultHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.impl.conn.PoolingClientConnectionManager;
import org.apache.http.impl.conn.PoolingHttpClientConnectionManager;
import org.apache.http.params.HttpConnectionParams;
import org.apache.http.util.EntityUtils;

/** Apache HttpClient 4, as it is built since 4.3 and as it was before. */
public final class Main {

    private static final HttpClient CLIENT = client();

    @SuppressWarnings("deprecation")
    private static final HttpClient OLD = old(20_000);

    @SuppressWarnings("deprecation")
    private static final HttpClient OLD_IMPATIENT = old(300);

    public static void main(String[] args) throws Exception {
        Calls.run(
                args,
                List.of(
                        call -> send(CLIENT, call),
                        call -> send(call.goal() == Calls.Goal.TIME_OUT ? OLD_IMPATIENT : OLD, call)));
    }

    private static HttpClient client() {
        PoolingHttpClientConnectionManager connections = new PoolingHttpClientConnectionManager();
        connections.setDefaultMaxPerRoute(10);
        return HttpClients.custom().setConnectionManager(connections).build();
    }

    @SuppressWarnings("deprecation")
    private static HttpClient old(int timeoutMillis) {
        PoolingClientConnectionManager connections = new PoolingClientConnectionManager();
        connections.setDefaultMaxPerRoute(10);
        DefaultHttpClient client = new DefaultHttpClient(connections);
        HttpConnectionParams.setSoTimeout(client.getParams(), timeoutMillis);
        return client;
    }

    private static int send(HttpClient client, Calls.Call call) throws IOException {
        RequestBuilder builder = RequestBuilder.create(call.method()).setUri(call.uri());
        if (client == CLIENT) {
            builder.setConfig(RequestConfig.custom()
                    .setSocketTimeout(call.timeoutMillis())
                    .build());
        }
        if (call.body() != null) {
            builder.setEntity(new StringEntity(call.body(), "UTF-8"));
        }
        if (call.traceparent() != null) {
            builder.addHeader("traceparent", call.traceparent());
        }
        HttpUriRequest request = builder.build();
        if (call.goal() == Calls.Goal.ABORT) {
            Calls.later(((HttpRequestBase) request)::abort);
        }
        HttpResponse response = client.execute(request);
        if (request.getAllHeaders().length != (call.traceparent() == null ? 0 : 1)) {
            throw new IllegalStateException("the request of the application was changed");
        }
        HttpEntity entity = response.getEntity();
        try {
            EntityUtils.consume(entity);
        } catch (IOException incomplete) {
            // The answer was there, if not all of its body.
        }
        return response.getStatusLine().getStatusCode();
    }
}
