import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Traces with OpenTelemetry's SDK: logs once in a span and once outside. */
public final class Main {

    private static final Logger LOG = LoggerFactory.getLogger(Main.class);

    public static void main(String[] args) throws Exception {
        Span span = SdkTracerProvider.builder().build().get("scenario").spanBuilder("work").startSpan();
        try (Scope scope = span.makeCurrent()) {
            LOG.info("inside");
        }
        LOG.info("outside");
        System.out.println("span " + span.getSpanContext().getTraceId() + " " + span.getSpanContext().getSpanId());
        while (System.in.read() >= 0) {
            // The test ends the scenario.
        }
    }
}
