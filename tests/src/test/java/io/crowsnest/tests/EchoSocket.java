package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A WebSocket to a server that says what it hears: it was heard once, and stays open until it is closed. */
final class EchoSocket implements WebSocket.Listener, AutoCloseable {

    private final CompletableFuture<String> heard = new CompletableFuture<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final CompletableFuture<WebSocket> socket = new CompletableFuture<>();

    private EchoSocket() {}

    static EchoSocket open(HttpClient client, URI uri) {
        EchoSocket echo = new EchoSocket();
        WebSocket opened = client.newWebSocketBuilder().buildAsync(uri, echo).join();
        echo.socket.complete(opened);
        opened.sendText("hello", true).join();
        assertThat(echo.heard.orTimeout(30, TimeUnit.SECONDS).join()).isEqualTo("hello");
        return echo;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        heard.complete(data.toString());
        return WebSocket.Listener.super.onText(webSocket, data, last);
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closed.complete(statusCode);
        return WebSocket.Listener.super.onClose(webSocket, statusCode, reason);
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        heard.completeExceptionally(error);
        closed.completeExceptionally(error);
    }

    /** Waits until the server has closed it, too. */
    @Override
    public void close() {
        socket.join().sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        closed.orTimeout(30, TimeUnit.SECONDS).join();
    }
}
