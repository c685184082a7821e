import io.netty.resolver.DefaultAddressResolverGroup;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientException;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

/** Spring's WebClient over Reactor Netty and over the JDK's HttpClient. */
public final class Main {

    /** Clients for calls that end, and for calls that time out; a call may end at the headers of its answer, or with the answer. */
    private record Transport(WebClient patient, WebClient impatient, boolean withAnswer) {

        WebClient of(Calls.Call call) {
            return call.goal() == Calls.Goal.TIME_OUT ? impatient : patient;
        }
    }

    private static final Transport REACTOR = new Transport(client(reactor(20_000)), client(reactor(300)), true);
    private static final Transport JDK = new Transport(client(jdk(20_000)), client(jdk(300)), false);

    public static void main(String[] args) throws Exception {
        Calls.Client reactor = call -> send(REACTOR, call);
        Calls.run(args, List.of(reactor, call -> send(JDK, call)), List.of(reactor));
    }

    private static int send(Transport transport, Calls.Call call) throws Exception {
        WebClient.RequestBodySpec request =
                transport.of(call).method(HttpMethod.valueOf(call.method())).uri(call.uri());
        if (call.traceparent() != null) {
            request.header("traceparent", call.traceparent());
        }
        if (call.body() != null) {
            request.bodyValue(call.body());
        }
        CompletableFuture<Integer> status = request.exchangeToMono(response -> response.bodyToMono(String.class)
                        .onErrorResume(failed -> transport.withAnswer() ? Mono.error(failed) : Mono.empty())
                        .defaultIfEmpty("")
                        .map(any -> response.statusCode().value()))
                .toFuture();
        if (call.goal() == Calls.Goal.ABORT) {
            Calls.later(() -> status.cancel(true));
        }
        try {
            return status.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof WebClientException wrapper ? (Exception) wrapper.getCause() : e;
        }
    }

    private static WebClient client(ClientHttpConnector connector) {
        return WebClient.builder().clientConnector(connector).build();
    }

    private static ClientHttpConnector reactor(int timeoutMillis) {
        return new ReactorClientHttpConnector(HttpClient.create()
                .resolver(DefaultAddressResolverGroup.INSTANCE)
                .responseTimeout(Duration.ofMillis(timeoutMillis)));
    }

    private static ClientHttpConnector jdk(int timeoutMillis) {
        JdkClientHttpConnector connector = new JdkClientHttpConnector();
        connector.setReadTimeout(Duration.ofMillis(timeoutMillis));
        return connector;
    }
}
