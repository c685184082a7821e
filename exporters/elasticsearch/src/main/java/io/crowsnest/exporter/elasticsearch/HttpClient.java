package io.crowsnest.exporter.elasticsearch;

import co.elastic.clients.transport.TransportOptions;
import co.elastic.clients.transport.http.TransportHttpClient;
import io.crowsnest.exporter.spool.tls.Tls;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.http.HttpEntity;
import org.apache.http.NoHttpResponseException;
import org.apache.http.client.config.CookieSpecs;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpPost;
import org.apache.http.config.Registry;
import org.apache.http.config.RegistryBuilder;
import org.apache.http.conn.socket.ConnectionSocketFactory;
import org.apache.http.conn.socket.PlainConnectionSocketFactory;
import org.apache.http.conn.ssl.DefaultHostnameVerifier;
import org.apache.http.conn.ssl.SSLConnectionSocketFactory;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.impl.conn.BasicHttpClientConnectionManager;
import org.apache.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * One blocking connection to one node at a time; another node after a failure.
 *
 * <p>Takes the place of the client's own HTTP, which initialises the default {@code SSLContext} of the JVM. Nothing of the
 * application has an influence here: no system property, default proxy, socket factory, authenticator, cookie handler
 * or trust store; and nothing here changes anything for it. Calls run on the caller's thread, which is one of the agent.
 */
final class HttpClient implements TransportHttpClient {

    static final Duration READ_TIMEOUT = Duration.ofSeconds(30);

    private static final int CONNECT_MILLIS = 2_000;
    private static final int MAX_ANSWER = 32 << 20;
    /** Load balancers close connections that are idle for a minute; before that, ours is closed. */
    private static final int IDLE_SECONDS = 45;

    private final List<NodeUrl> nodes;
    private final ElasticsearchConfig settings;
    private final BasicHttpClientConnectionManager connections;
    private final CloseableHttpClient client;
    private final RequestConfig config;

    private int current;

    /** Reads the certificates if there are any; doesn't connect. */
    HttpClient(ElasticsearchConfig settings, Duration readTimeout) throws IOException {
        this.settings = settings;
        nodes = settings.urls().stream().map(NodeUrl::of).toList();
        config = RequestConfig.custom()
                .setConnectTimeout(CONNECT_MILLIS)
                .setSocketTimeout((int) readTimeout.toMillis())
                .setConnectionRequestTimeout(CONNECT_MILLIS)
                .setCookieSpec(CookieSpecs.IGNORE_COOKIES)
                .build();
        RegistryBuilder<ConnectionSocketFactory> sockets =
                RegistryBuilder.<ConnectionSocketFactory>create().register("http", new PlainSockets());
        // Only where it is needed: the classes of TLS cost more than all others here together.
        if (nodes.stream().anyMatch(node -> "https".equalsIgnoreCase(node.base().getScheme()))) {
            sockets.register("https", new TlsSockets(settings));
        }
        Registry<ConnectionSocketFactory> registry = sockets.build();
        connections = new BasicHttpClientConnectionManager(registry);
        client = HttpClients.createMinimal(connections);
    }

    @Override
    public Response performRequest(
            String endpointId, @Nullable Node node, Request request, @Nullable TransportOptions options)
            throws IOException {
        connections.closeIdleConnections(IDLE_SECONDS, TimeUnit.SECONDS);
        NodeUrl url = nodes.get(current);
        boolean answered = false;
        try (CloseableHttpResponse response = client.execute(post(url, request))) {
            HttpEntity entity = response.getEntity();
            byte[] body = entity == null ? new byte[0] : read(entity);
            HttpResponse result = new HttpResponse(new Node(url.base()), response, body);
            answered = result.statusCode() < 500;
            return result;
        } finally {
            if (!answered) {
                current = (current + 1) % nodes.size();
            }
        }
    }

    private HttpPost post(NodeUrl url, Request request) throws IOException {
        StringBuilder uri = new StringBuilder().append(url.base()).append(request.path());
        char separator = '?';
        for (Map.Entry<String, String> parameter : request.queryParams().entrySet()) {
            uri.append(separator).append(parameter.getKey()).append('=');
            uri.append(URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8));
            separator = '&';
        }
        HttpPost post = new HttpPost(uri.toString());
        post.setConfig(config);
        request.headers().forEach(post::setHeader);
        String authorization = authorization(url);
        if (authorization != null) {
            post.setHeader("Authorization", authorization);
        }
        List<byte[]> parts = new ArrayList<>();
        if (request.body() != null) {
            for (ByteBuffer part : request.body()) {
                byte[] bytes = new byte[part.remaining()];
                part.duplicate().get(bytes);
                parts.add(bytes);
            }
        }
        post.setEntity(new GzipEntity(parts));
        return post;
    }

    private static byte[] read(HttpEntity entity) throws IOException {
        // Not closed here, which would read the rest of an endless answer; whoever closes the response drops it.
        InputStream content = entity.getContent();
        byte[] body = content.readNBytes(MAX_ANSWER);
        if (body.length == MAX_ANSWER) {
            throw new IOException("answer longer than " + (MAX_ANSWER >> 20) + " MiB");
        }
        return body;
    }

    /** Not offered: the one caller has a thread for this. */
    @Override
    public CompletableFuture<Response> performRequestAsync(
            String endpointId, @Nullable Node node, Request request, @Nullable TransportOptions options) {
        return CompletableFuture.failedFuture(new UnsupportedOperationException("blocking only"));
    }

    /** Also ends a request that another thread is waiting for. */
    @Override
    public void close() {
        connections.shutdown();
    }

    private @Nullable String authorization(NodeUrl url) {
        if (settings.apiKey() != null) {
            return "ApiKey " + settings.apiKey();
        }
        if (settings.username() != null) {
            String password = settings.password() == null ? "" : settings.password();
            return basic(settings.username() + ":" + password);
        }
        return url.userInfo() == null ? null : basic(url.userInfo());
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    /** Why there was no answer, in the words of an operator. */
    static String reason(IOException e) {
        if (e instanceof SocketTimeoutException || e.getCause() instanceof SocketTimeoutException) {
            return "timed out";
        }
        if (e instanceof ConnectException) {
            return "connection refused";
        }
        if (e instanceof UnknownHostException) {
            return "unknown host " + e.getMessage();
        }
        if (e instanceof NoHttpResponseException) {
            return "connection closed";
        }
        String message = e.getMessage();
        return e.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }

    /** Sockets that know no proxy, neither from system properties nor from the application's ProxySelector. */
    private static final class PlainSockets extends PlainConnectionSocketFactory {
        @Override
        public Socket createSocket(HttpContext context) {
            return new Socket(Proxy.NO_PROXY);
        }
    }

    private static final class TlsSockets extends SSLConnectionSocketFactory {
        TlsSockets(ElasticsearchConfig settings) throws IOException {
            super(Tls.context(settings.ca()), new DefaultHostnameVerifier());
        }

        @Override
        public Socket createSocket(HttpContext context) {
            return new Socket(Proxy.NO_PROXY);
        }
    }
}
