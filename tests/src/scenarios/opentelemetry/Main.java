import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Traces with OpenTelemetry's SDK: logs once in a span and once outside. */
public final class Main {

    private static final Logger LOG = LoggerFactory.getLogger(Main.class);

    public static void main(String[] args) throws Exception {
        SdkTracerProvider provider =
                SdkTracerProvider.builder().addSpanProcessor(new Recorded()).build();
        Span span = provider.get("scenario").spanBuilder("work").startSpan();
        try (Scope scope = span.makeCurrent()) {
            LOG.info("inside");
        }
        LOG.info("outside");
        System.out.println("span " + span.getSpanContext().getTraceId() + " " + span.getSpanContext().getSpanId());
        while (System.in.read() >= 0) {
            // The test ends the scenario.
        }
    }

    /** Without a processor a tracer makes no spans. */
    private static final class Recorded implements SpanProcessor {
        @Override
        public void onStart(Context parent, ReadWriteSpan span) {
            // That it is there is enough.
        }

        @Override
        public boolean isStartRequired() {
            return true;
        }

        @Override
        public void onEnd(ReadableSpan span) {
            // That it is there is enough.
        }

        @Override
        public boolean isEndRequired() {
            return false;
        }
    }
}
