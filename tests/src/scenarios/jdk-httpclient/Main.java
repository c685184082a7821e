import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The JDK's HttpClient, waited for and not. */
public final class Main {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();

    public static void main(String[] args) throws Exception {
        Calls.run(args, List.of(Main::send, Main::sendAsync));
    }

    private static int send(Calls.Call call) throws Exception {
        HttpRequest request = request(call);
        if (call.goal() == Calls.Goal.ABORT) {
            Thread self = Thread.currentThread();
            Calls.later(self::interrupt);
        }
        return CLIENT.send(request, BodyHandlers.ofString()).statusCode();
    }

    private static int sendAsync(Calls.Call call) throws Exception {
        HttpRequest request = request(call);
        CompletableFuture<HttpResponse<String>> answer = CLIENT.sendAsync(request, BodyHandlers.ofString());
        if (call.goal() == Calls.Goal.ABORT) {
            Calls.later(() -> answer.cancel(true));
        }
        return answer.get().statusCode();
    }

    private static HttpRequest request(Calls.Call call) {
        HttpRequest.Builder request = HttpRequest.newBuilder(call.uri())
                .timeout(Duration.ofMillis(call.timeoutMillis()))
                .header("user-agent", "scenario")
                .method(
                        call.method(),
                        call.body() == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(call.body()));
        if (call.traceparent() != null) {
            request.header("traceparent", call.traceparent());
        }
        return request.build();
    }
}
