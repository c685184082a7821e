package io.crowsnest.exporter.prometheus;

import io.crowsnest.telemetry.TraceContext;
import io.prometheus.metrics.tracer.common.SpanContext;
import org.jspecify.annotations.Nullable;

/** Tells the Prometheus client which trace an observation belongs to, for its exemplars. */
final class CurrentTrace implements SpanContext {

    @Override
    public @Nullable String getCurrentTraceId() {
        TraceContext trace = TraceContext.visible();
        return trace == null ? null : trace.traceId();
    }

    @Override
    public @Nullable String getCurrentSpanId() {
        TraceContext trace = TraceContext.visible();
        return trace == null ? null : trace.spanId();
    }

    @Override
    public boolean isCurrentSpanSampled() {
        TraceContext trace = TraceContext.visible();
        return trace != null && trace.isSampled();
    }

    @Override
    public void markCurrentSpanAsExemplar() {
        // Traces that are not sampled have none: there is nobody to tell.
    }
}
