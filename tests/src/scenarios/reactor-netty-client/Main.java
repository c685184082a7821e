import io.netty.handler.codec.http.HttpMethod;
import io.netty.resolver.DefaultAddressResolverGroup;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClient;

/** Reactor Netty: answers that are read to their end, and answers of which only the head is wanted. */
public final class Main {

    private static final HttpClient CLIENT = HttpClient.create().resolver(DefaultAddressResolverGroup.INSTANCE);

    public static void main(String[] args) throws Exception {
        Calls.run(args, List.of(Main::readAnswer, Main::headersOnly));
    }

    private static int readAnswer(Calls.Call call) throws Exception {
        return await(call, prepare(call).responseSingle((response, body) ->
                body.asString().defaultIfEmpty("").map(any -> response.status().code())));
    }

    private static int headersOnly(Calls.Call call) throws Exception {
        return await(call, prepare(call).response().map(response -> response.status().code()));
    }

    private static HttpClient.ResponseReceiver<?> prepare(Calls.Call call) {
        HttpClient.RequestSender request = CLIENT.responseTimeout(Duration.ofMillis(call.timeoutMillis()))
                .headers(headers -> {
                    if (call.traceparent() != null) {
                        headers.set("traceparent", call.traceparent());
                    }
                })
                .request(HttpMethod.valueOf(call.method()))
                .uri(call.uri().toString());
        return call.body() == null ? request : request.send(ByteBufFlux.fromString(Mono.just(call.body())));
    }

    private static int await(Calls.Call call, Mono<Integer> status) throws Exception {
        CompletableFuture<Integer> answer = status.toFuture();
        if (call.goal() == Calls.Goal.ABORT) {
            Calls.later(() -> answer.cancel(true));
        }
        return answer.get();
    }
}
