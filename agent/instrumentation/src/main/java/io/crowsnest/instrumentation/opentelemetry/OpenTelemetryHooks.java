package io.crowsnest.instrumentation.opentelemetry;

import io.crowsnest.hook.Instrumentation;
import io.crowsnest.hook.OnReturn;
import io.crowsnest.telemetry.TraceContext;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An application that traces with OpenTelemetry's SDK makes a tracer provider, once. From then on its current span is what log
 * documents, exemplars and calls show. OpenTelemetry's own agent hides its SDK; there the ids come with the MDC.
 */
@Instrumentation(
        id = "opentelemetry",
        library = "io.opentelemetry:opentelemetry-sdk-trace",
        versions = "[1.0,2)",
        description = "the ids of its spans in place of ours")
final class OpenTelemetryHooks {

    /** Kept here, in a loader that lives as long as the application: telemetry holds it weakly. */
    private static final Supplier<@Nullable TraceContext> CURRENT = OpenTelemetryHooks::current;

    private OpenTelemetryHooks() {}

    @OnReturn(type = "io.opentelemetry.sdk.trace.SdkTracerProvider", method = "<init>", args = "..")
    static void started(Object self) {
        TraceContext.ask("opentelemetry", CURRENT);
    }

    private static @Nullable TraceContext current() {
        SpanContext span = Span.current().getSpanContext();
        return span.isValid() ? TraceContext.of(span.getTraceId(), span.getSpanId(), span.isSampled()) : null;
    }
}
