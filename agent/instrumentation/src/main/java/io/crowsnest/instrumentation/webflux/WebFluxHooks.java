package io.crowsnest.instrumentation.webflux;

import io.crowsnest.hook.Instrumentation;
import io.crowsnest.hook.OnReturn;
import io.crowsnest.telemetry.HookErrors;
import io.crowsnest.telemetry.HttpServer;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.adapter.HttpWebHandlerAdapter;
import org.springframework.web.util.pattern.PathPattern;
import reactor.core.publisher.Mono;

/**
 * Every request gets its exchange on the thread that has read it, and by the time the answer is committed the exchange knows
 * the pattern that matched, on whatever threads that was found out. What leaves the dispatcher as an error is what no handler
 * of the application has handled; an exception that only stands for a status is an answer.
 */
@Instrumentation(
        id = "spring-webflux",
        library = "org.springframework:spring-webflux",
        versions = "[5.3.20,8)",
        description = "route templates and exceptions of HTTP requests")
final class WebFluxHooks {

    private static final HookErrors ERRORS = HookErrors.of("spring-webflux");

    private WebFluxHooks() {}

    @OnReturn(
            type = "org.springframework.web.server.adapter.HttpWebHandlerAdapter",
            method = "createExchange",
            args = {
                "org.springframework.http.server.reactive.ServerHttpRequest",
                "org.springframework.http.server.reactive.ServerHttpResponse"
            })
    static void exchange(HttpWebHandlerAdapter self, ServerWebExchange exchange) {
        HttpServer.Request request = HttpServer.current();
        if (request != null) {
            exchange.getResponse().beforeCommit(() -> {
                try {
                    request.keepRoute(template(exchange));
                } catch (Throwable failure) {
                    ERRORS.increment();
                }
                return Mono.empty();
            });
        }
    }

    @OnReturn(
            type = "org.springframework.web.reactive.DispatcherHandler",
            method = "handle",
            args = "org.springframework.web.server.ServerWebExchange")
    static Mono<Void> handle(DispatcherHandler self, Mono<Void> result) {
        HttpServer.Request request = HttpServer.current();
        return request == null ? result : result.doOnError(thrown -> fail(request, thrown));
    }

    private static void fail(HttpServer.Request request, Throwable thrown) {
        try {
            if (!(thrown instanceof ResponseStatusException)) {
                request.fail(thrown);
            }
        } catch (Throwable failure) {
            ERRORS.increment();
        }
    }

    private static @Nullable String template(ServerWebExchange exchange) {
        return exchange.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE) instanceof PathPattern pattern
                ? pattern.getPatternString()
                : null;
    }
}
