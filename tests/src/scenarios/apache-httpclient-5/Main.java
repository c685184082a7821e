import java.io.IOException;
import java.util.List;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.CloseableHttpResponse;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.util.Timeout;

/** Apache HttpClient 5. */
public final class Main {

    private static final CloseableHttpClient CLIENT = HttpClients.custom()
            .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                    .setMaxConnPerRoute(10)
                    .build())
            .build();

    public static void main(String[] args) throws Exception {
        Calls.run(args, List.of(Main::send));
    }

    private static int send(Calls.Call call) throws IOException {
        HttpUriRequestBase request = new HttpUriRequestBase(call.method(), call.uri());
        request.setConfig(RequestConfig.custom()
                .setResponseTimeout(Timeout.ofMilliseconds(call.timeoutMillis()))
                .build());
        if (call.body() != null) {
            request.setEntity(new StringEntity(call.body()));
        }
        if (call.traceparent() != null) {
            request.setHeader("traceparent", call.traceparent());
        }
        if (call.goal() == Calls.Goal.ABORT) {
            Calls.later(request::cancel);
        }
        try (CloseableHttpResponse response = CLIENT.execute(request)) {
            if (request.getHeaders().length != (call.traceparent() == null ? 0 : 1)) {
                throw new IllegalStateException("the request of the application was changed");
            }
            try {
                EntityUtils.consume(response.getEntity());
            } catch (IOException incomplete) {
                // The answer was there, if not all of its body.
            }
            return response.getCode();
        }
    }
}
