import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.util.Timeout;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

/** Spring's RestClient and RestTemplate over HttpURLConnection, the JDK's HttpClient and Apache HttpClient 5. */
public final class Main {

    /** A factory for calls that end, and one for calls that time out. */
    private record Transport(ClientHttpRequestFactory patient, ClientHttpRequestFactory impatient) {

        ClientHttpRequestFactory of(Calls.Call call) {
            return call.goal() == Calls.Goal.TIME_OUT ? impatient : patient;
        }
    }

    private static final Transport SIMPLE = new Transport(simple(20_000), simple(300));
    private static final Transport JDK = new Transport(jdk(20_000), jdk(300));
    private static final Transport APACHE = new Transport(apache(20_000), apache(300));

    public static void main(String[] args) throws Exception {
        Calls.run(
                args,
                List.of(
                        call -> restClient(SIMPLE, call),
                        call -> restClient(JDK, call),
                        call -> restClient(APACHE, call),
                        call -> restTemplate(SIMPLE, call),
                        call -> restTemplate(APACHE, call)),
                List.of());
    }

    private static int restClient(Transport transport, Calls.Call call) throws Exception {
        RestClient.RequestBodySpec request = RestClient.create(new RestTemplate(transport.of(call)))
                .method(HttpMethod.valueOf(call.method()))
                .uri(call.uri());
        if (call.traceparent() != null) {
            request.header("traceparent", call.traceparent());
        }
        if (call.body() != null) {
            request.body(call.body());
        }
        try {
            return request.exchange((sent, response) -> status(response));
        } catch (ResourceAccessException e) {
            throw (Exception) e.getCause();
        }
    }

    private static int restTemplate(Transport transport, Calls.Call call) throws Exception {
        RestTemplate template = new RestTemplate(transport.of(call));
        template.setErrorHandler(new NoErrors());
        try {
            return template.execute(
                    call.uri(),
                    HttpMethod.valueOf(call.method()),
                    request -> {
                        if (call.traceparent() != null) {
                            request.getHeaders().set("traceparent", call.traceparent());
                        }
                        if (call.body() != null) {
                            request.getBody().write(call.body().getBytes());
                        }
                    },
                    Main::status);
        } catch (ResourceAccessException e) {
            throw (Exception) e.getCause();
        }
    }

    private static int status(ClientHttpResponse response) throws IOException {
        try {
            response.getBody().readAllBytes();
        } catch (IOException incomplete) {
            // The answer was there, if not all of its body.
        }
        return response.getStatusCode().value();
    }

    private static final class NoErrors extends org.springframework.web.client.DefaultResponseErrorHandler {
        @Override
        public boolean hasError(ClientHttpResponse response) {
            return false;
        }
    }

    private static ClientHttpRequestFactory simple(int timeoutMillis) {
        SimpleClientHttpRequestFactory factory = new SimpleClientHttpRequestFactory();
        factory.setReadTimeout(timeoutMillis);
        return factory;
    }

    private static ClientHttpRequestFactory jdk(int timeoutMillis) {
        JdkClientHttpRequestFactory factory = new JdkClientHttpRequestFactory(HttpClient.newHttpClient());
        factory.setReadTimeout(Duration.ofMillis(timeoutMillis));
        return factory;
    }

    private static ClientHttpRequestFactory apache(int timeoutMillis) {
        return new HttpComponentsClientHttpRequestFactory(HttpClients.custom()
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(Timeout.ofMilliseconds(timeoutMillis))
                        .build())
                .build());
    }
}
