package io.crowsnest.instrumentation.apachehttpclient5;

import io.crowsnest.hook.Around;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.hook.OnReturn;
import io.crowsnest.hook.ReplaceArgument;
import io.crowsnest.telemetry.HttpClient;
import io.crowsnest.telemetry.HttpClient.Call;
import io.crowsnest.telemetry.WeakIdentityMap;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.nio.AsyncPushConsumer;
import org.apache.hc.core5.http.nio.AsyncRequestProducer;
import org.apache.hc.core5.http.nio.AsyncResponseConsumer;
import org.apache.hc.core5.http.nio.HandlerFactory;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * All variants of {@code execute} end in {@code doExecute}, with redirects and retries inside. It gets everything that a call
 * needs to be seen: who makes the request, who takes the answer, and who is told of the end; wrapped, these three share one
 * {@link AsyncExchange}. Each attempt is sent by a {@code MainClientExec}, on any thread; it belongs to the call whose future
 * is in its scope.
 */
@Instrumentation(
        id = ApacheHttpClient5AsyncHooks.ID,
        library = "org.apache.httpcomponents.client5:httpclient5",
        versions = "[5.0,6)",
        description = "calls of the asynchronous client by method, host, status and exception")
final class ApacheHttpClient5AsyncHooks {

    static final String ID = "apache-httpclient-5-async";

    private static final String CLIENT = "org.apache.hc.client5.http.impl.async.InternalAbstractHttpAsyncClient";
    private static final String MINIMAL = "org.apache.hc.client5.http.impl.async.AbstractMinimalHttpAsyncClientBase";
    private static final String HOST = "org.apache.hc.core5.http.HttpHost";
    private static final String PRODUCER = "org.apache.hc.core5.http.nio.AsyncRequestProducer";
    private static final String CONSUMER = "org.apache.hc.core5.http.nio.AsyncResponseConsumer";
    private static final String PUSH = "org.apache.hc.core5.http.nio.HandlerFactory";
    private static final String CONTEXT = "org.apache.hc.core5.http.protocol.HttpContext";
    private static final String CALLBACK = "org.apache.hc.core5.concurrent.FutureCallback";

    /** The calls under way by their futures, which redirects and retries share. */
    private static final WeakIdentityMap<Call> calls = new WeakIdentityMap<>();

    private ApacheHttpClient5AsyncHooks() {}

    @ReplaceArgument(
            type = CLIENT,
            method = "doExecute",
            args = {HOST, PRODUCER, CONSUMER, PUSH, CONTEXT, CALLBACK},
            index = 1)
    static @Nullable AsyncRequestProducer produce(
            Object self, @Nullable HttpHost target, @Nullable AsyncRequestProducer producer) {
        return producer == null ? null : new TracedProducer(producer, new AsyncExchange(target), false);
    }

    /** Sends the very request that it is given, so that only a copy can have one more header. */
    @ReplaceArgument(
            type = MINIMAL,
            method = "doExecute",
            args = {HOST, PRODUCER, CONSUMER, PUSH, CONTEXT, CALLBACK},
            index = 1)
    static @Nullable AsyncRequestProducer produceMinimal(
            Object self, @Nullable HttpHost target, @Nullable AsyncRequestProducer producer) {
        return producer == null ? null : new TracedProducer(producer, new AsyncExchange(target), true);
    }

    @ReplaceArgument(
            type = {CLIENT, MINIMAL},
            method = "doExecute",
            args = {HOST, PRODUCER, CONSUMER, PUSH, CONTEXT, CALLBACK},
            index = 2)
    static <T> @Nullable AsyncResponseConsumer<T> consume(
            Object self,
            @Nullable HttpHost target,
            @Nullable AsyncRequestProducer producer,
            @Nullable AsyncResponseConsumer<T> consumer) {
        return consumer != null && producer instanceof TracedProducer traced
                ? new TracedConsumer<>(consumer, traced.exchange())
                : consumer;
    }

    @ReplaceArgument(
            type = {CLIENT, MINIMAL},
            method = "doExecute",
            args = {HOST, PRODUCER, CONSUMER, PUSH, CONTEXT, CALLBACK},
            index = 5)
    static <T> @Nullable FutureCallback<T> callBack(
            Object self,
            @Nullable HttpHost target,
            @Nullable AsyncRequestProducer producer,
            @Nullable AsyncResponseConsumer<T> consumer,
            @Nullable HandlerFactory<AsyncPushConsumer> push,
            @Nullable HttpContext context,
            @Nullable FutureCallback<T> callback) {
        return producer instanceof TracedProducer traced ? new TracedCallback<>(callback, traced.exchange()) : callback;
    }

    @Around(
            type = {CLIENT, MINIMAL},
            method = "doExecute",
            args = {HOST, PRODUCER, CONSUMER, PUSH, CONTEXT, CALLBACK})
    static @Nullable AsyncExchange enter(
            Object self, @Nullable HttpHost target, @Nullable AsyncRequestProducer producer) {
        return producer instanceof TracedProducer traced ? traced.exchange() : null;
    }

    static void exit(AsyncExchange exchange, @Nullable Throwable thrown) {
        exchange.detach(thrown);
    }

    /** Made while the call begins, on its thread, for the first attempt. */
    @OnReturn(type = "org.apache.hc.client5.http.async.AsyncExecChain$Scope", method = "<init>", args = "..")
    static void scope(AsyncExecChain.Scope self) {
        Call call = HttpClient.current();
        if (call != null) {
            calls.put(self.cancellableDependency, call);
        }
    }

    @Around(
            type = {
                "org.apache.hc.client5.http.impl.async.HttpAsyncMainClientExec",
                "org.apache.hc.client5.http.impl.async.H2AsyncMainClientExec"
            },
            method = "execute",
            args = {
                "org.apache.hc.core5.http.HttpRequest",
                "org.apache.hc.core5.http.nio.AsyncEntityProducer",
                "org.apache.hc.client5.http.async.AsyncExecChain.Scope",
                ".."
            },
            exit = "")
    static void send(Object self, HttpRequest copy, @Nullable Object entity, AsyncExecChain.Scope scope) {
        Call call = calls.get(scope.cancellableDependency);
        if (call != null) {
            TraceHeaders.add(copy, call);
        }
    }
}
