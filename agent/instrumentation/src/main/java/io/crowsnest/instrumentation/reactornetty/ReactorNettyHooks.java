package io.crowsnest.instrumentation.reactornetty;

import io.crowsnest.hook.Around;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.hook.OnReturn;
import io.crowsnest.hook.ReplaceArgument;
import io.crowsnest.telemetry.TraceContext;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.ConnectionObserver;
import reactor.netty.channel.ChannelOperations;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientRequest;
import reactor.netty.http.client.HttpClientState;

/**
 * A call is one subscription to what {@code connect} returns, with the retries and redirects that Reactor Netty does inside: the
 * answer's headers or the failure come out of it once. What becomes of the answer afterwards is told to the {@code HttpObserver}
 * of the connection, but for failures, which only {@code onInboundError} sees. Each request on the way is prepared by
 * {@code requestWithBody}, which tells the observer when the headers are there, and then asks the application for the body; without
 * one, before 1.1 it makes the message that is sent right away. Bodies, of answers and of a server's requests, come from
 * {@code FluxReceive} on the event loop, and belong to whoever subscribed.
 */
@Instrumentation(
        id = "reactor-netty-client",
        library = "io.projectreactor.netty:reactor-netty-http",
        versions = "[1.0,2)",
        description = "outgoing HTTP calls of Reactor Netty and WebClient to the end of the answer; trace context")
final class ReactorNettyHooks {

    static final String ID = "reactor-netty-client";

    private ReactorNettyHooks() {}

    @OnReturn(
            type = "reactor.netty.http.client.HttpClientConnect",
            method = "connect",
            args = {})
    static Mono<? extends Connection> connect(HttpClient self, Mono<? extends Connection> result) {
        return new CallMono(result, self.configuration());
    }

    @Around(
            type = "reactor.netty.http.client.HttpClientConnect$HttpClientHandler",
            method = "requestWithBody",
            args = "reactor.netty.http.client.HttpClientOperations",
            exit = "requested")
    static CallMono.@Nullable Entered request(Object self, HttpClientRequest request) {
        CallMono.CallSubscriber call = CallMono.of(request.currentContextView());
        return call == null ? null : call.enter(request.requestHeaders());
    }

    static void requested(CallMono.Entered state, @Nullable Throwable thrown) {
        TraceContext.swap(state.previous());
        state.call().send(state.headers());
    }

    @Around(
            type = "reactor.netty.http.client.HttpClientConnect$HttpObserver",
            method = "onStateChange",
            args = {"reactor.netty.Connection", "reactor.netty.ConnectionObserver.State"},
            exit = "")
    static void change(ConnectionObserver self, Connection connection, ConnectionObserver.State state) {
        if (state == HttpClientState.REQUEST_PREPARED) {
            CallMono.CallSubscriber call = CallMono.of(self.currentContext());
            if (call != null && connection instanceof HttpClientRequest request) {
                call.send(request.requestHeaders());
            }
        } else if (state == HttpClientState.RESPONSE_COMPLETED || state == ConnectionObserver.State.DISCONNECTING) {
            CallMono.CallSubscriber call = CallMono.of(self.currentContext());
            if (call != null) {
                call.answered(connection);
            }
        }
    }

    @Around(
            type = "reactor.netty.channel.ChannelOperations",
            method = "onInboundError",
            args = "java.lang.Throwable",
            exit = "")
    static void fail(ChannelOperations<?, ?> self, Throwable thrown) {
        CallMono.CallSubscriber call = CallMono.of(self.currentContext());
        if (call != null) {
            call.failed(self, thrown);
        }
    }

    @ReplaceArgument(
            type = "reactor.netty.channel.FluxReceive",
            method = "subscribe",
            args = "reactor.core.CoreSubscriber",
            index = 0)
    static CoreSubscriber<Object> receive(Object self, CoreSubscriber<Object> subscriber) {
        TraceContext context = TraceContext.current();
        return context == null ? subscriber : new TracedSubscriber(subscriber, context);
    }
}
