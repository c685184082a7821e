import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.HttpURLConnection;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.CloseableHttpResponse;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;

/** Clients that leave the sending to another client: OkHttp to the JDK's HttpClient, Apache HttpClient 5 to HttpURLConnection. */
public final class Main {

    private static final HttpClient JDK = HttpClient.newHttpClient();
    private static final OkHttpClient OKHTTP =
            new OkHttpClient.Builder().addInterceptor(chain -> send(chain, 20_000)).build();
    private static final OkHttpClient IMPATIENT =
            new OkHttpClient.Builder().addInterceptor(chain -> send(chain, 300)).build();
    private static final CloseableHttpClient APACHE = HttpClients.custom()
            .addExecInterceptorFirst("transport", (request, scope, chain) -> send(request))
            .build();

    public static void main(String[] args) throws Exception {
        Calls.run(args, List.of(Main::okHttp, Main::apache), List.of());
    }

    private static int okHttp(Calls.Call call) throws IOException {
        Request.Builder request = new Request.Builder().url(call.uri().toString());
        request.method(call.method(), call.body() == null ? null : RequestBody.create(null, call.body()));
        if (call.traceparent() != null) {
            request.header("traceparent", call.traceparent());
        }
        OkHttpClient client = call.goal() == Calls.Goal.TIME_OUT ? IMPATIENT : OKHTTP;
        try (Response response = client.newCall(request.build()).execute()) {
            return response.code();
        }
    }

    private static Response send(Interceptor.Chain chain, int timeoutMillis) throws IOException {
        Request request = chain.request();
        HttpRequest.Builder sent = HttpRequest.newBuilder(request.url().uri())
                .timeout(Duration.ofMillis(timeoutMillis))
                .method(
                        request.method(),
                        request.body() == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString("something"));
        for (String name : request.headers().names()) {
            sent.header(name, request.header(name));
        }
        try {
            HttpResponse<byte[]> answer = JDK.send(sent.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Response.Builder()
                    .request(request)
                    .protocol(Protocol.HTTP_1_1)
                    .code(answer.statusCode())
                    .message("any")
                    .body(ResponseBody.create(null, answer.body()))
                    .build();
        } catch (InterruptedException e) {
            throw new InterruptedIOException();
        }
    }

    private static int apache(Calls.Call call) throws IOException {
        HttpUriRequestBase request = new HttpUriRequestBase(call.method(), call.uri());
        if (call.goal() == Calls.Goal.TIME_OUT) {
            request.setHeader("impatient", "true");
        }
        if (call.body() != null) {
            request.setEntity(new StringEntity(call.body()));
        }
        if (call.traceparent() != null) {
            request.setHeader("traceparent", call.traceparent());
        }
        try (CloseableHttpResponse response = APACHE.execute(request)) {
            return response.getCode();
        }
    }

    private static ClassicHttpResponse send(ClassicHttpRequest request) throws IOException, HttpException {
        HttpURLConnection connection;
        try {
            connection = (HttpURLConnection) request.getUri().toURL().openConnection();
        } catch (URISyntaxException e) {
            throw new HttpException("address", e);
        }
        connection.setRequestMethod(request.getMethod());
        connection.setReadTimeout(request.containsHeader("impatient") ? 300 : 20_000);
        for (Header header : request.getHeaders()) {
            connection.setRequestProperty(header.getName(), header.getValue());
        }
        if (request.getEntity() != null) {
            connection.setDoOutput(true);
            request.getEntity().writeTo(connection.getOutputStream());
        }
        return new BasicClassicHttpResponse(connection.getResponseCode());
    }
}
