package io.crowsnest.instrumentation.brave;

import brave.Tracing;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.hook.OnReturn;
import io.crowsnest.telemetry.TraceContext;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An application that traces with Brave, also by way of Micrometer Tracing, builds its {@code Tracing} once. From then on its
 * current span is what log documents, exemplars and calls show.
 */
@Instrumentation(
        id = "brave",
        library = "io.zipkin.brave:brave",
        versions = "[5.6,7)",
        description = "the ids of its spans in place of ours")
final class BraveHooks {

    /** Kept here, in a loader that lives as long as the application: telemetry holds it weakly. */
    private static final Supplier<@Nullable TraceContext> CURRENT = BraveHooks::current;

    private BraveHooks() {}

    @OnReturn(
            type = "brave.Tracing$Builder",
            method = "build",
            args = {})
    static void built(Object self) {
        TraceContext.ask("brave", CURRENT);
    }

    private static @Nullable TraceContext current() {
        Tracing tracing = Tracing.current();
        brave.propagation.TraceContext span =
                tracing == null ? null : tracing.currentTraceContext().get();
        return span == null
                ? null
                : TraceContext.of(span.traceIdString(), span.spanIdString(), Boolean.TRUE.equals(span.sampled()));
    }
}
