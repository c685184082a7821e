package io.crowsnest.instrumentation.springhttp;

import io.crowsnest.hook.Around;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.telemetry.HttpClient;
import io.crowsnest.telemetry.TraceContext;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Spring keeps the time of calls with the JDK's client itself and cancels them, so that the client knows of a cancellation where the
 * application sees a timeout. Each call passes {@code executeInternal} once, and what comes out of it is what the application sees;
 * what the JDK's client does inside is part of it.
 */
@Instrumentation(
        id = "spring-jdk-client",
        library = "org.springframework:spring-web",
        versions = "[6.1,8)",
        description = "calls of RestClient and RestTemplate over the JDK's client, with timeouts as such")
final class SpringJdkClientHooks {

    private SpringJdkClientHooks() {}

    @Around(
            type = "org.springframework.http.client.JdkClientHttpRequest",
            method = "executeInternal",
            args = {"org.springframework.http.HttpHeaders", ".."})
    static HttpClient.@Nullable Call enter(HttpRequest self, HttpHeaders headers) {
        return HttpClient.start(
                self.getMethod().name(), self.getURI().getHost(), headers.getFirst(TraceContext.TRACEPARENT));
    }

    static void exit(HttpClient.Call call, @Nullable Object response, @Nullable Throwable thrown) throws IOException {
        HttpClient.stop(
                call,
                response instanceof ClientHttpResponse answer
                        ? answer.getStatusCode().value()
                        : 0,
                thrown);
    }
}
