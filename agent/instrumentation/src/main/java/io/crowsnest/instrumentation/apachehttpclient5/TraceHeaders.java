package io.crowsnest.instrumentation.apachehttpclient5;

import io.crowsnest.telemetry.HttpClient.Call;
import io.crowsnest.telemetry.TraceContext;
import org.apache.hc.core5.http.HttpRequest;

/** Puts the trace of a call into a request that is about to be sent, unless the application has done so. */
final class TraceHeaders {

    private TraceHeaders() {}

    static void add(HttpRequest copy, Call call) {
        String traceparent = call.traceparent();
        if (traceparent == null || copy.containsHeader(TraceContext.TRACEPARENT)) {
            return;
        }
        copy.setHeader(TraceContext.TRACEPARENT, traceparent);
        String tracestate = call.tracestate();
        if (tracestate != null) {
            copy.setHeader(TraceContext.TRACESTATE, tracestate);
        }
    }
}
