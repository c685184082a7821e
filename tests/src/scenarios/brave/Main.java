import brave.ScopedSpan;
import brave.Tracing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Traces with Brave: logs once in a span and once outside. */
public final class Main {

    private static final Logger LOG = LoggerFactory.getLogger(Main.class);

    public static void main(String[] args) throws Exception {
        Tracing tracing = Tracing.newBuilder().traceId128Bit(true).build();
        ScopedSpan span = tracing.tracer().startScopedSpan("work");
        LOG.info("inside");
        String ids = span.context().traceIdString() + " " + span.context().spanIdString();
        span.finish();
        LOG.info("outside");
        System.out.println("span " + ids);
        while (System.in.read() >= 0) {
            // The test ends the scenario.
        }
        System.exit(0);
    }
}
