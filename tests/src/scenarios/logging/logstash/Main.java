import static net.logstash.logback.argument.StructuredArguments.array;
import static net.logstash.logback.argument.StructuredArguments.entries;
import static net.logstash.logback.argument.StructuredArguments.kv;
import static net.logstash.logback.argument.StructuredArguments.value;

import java.util.Map;
import net.logstash.logback.marker.Markers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs structured arguments and markers of logstash-logback-encoder, and key-value pairs of SLF4J 2. */
public final class Main {

    private static final Logger LOG = LoggerFactory.getLogger("shop.orders");

    public static void main(String[] args) throws Exception {
        LOG.info("kv {}", kv("order", 17));
        LOG.info("value {}", value("order", 18));
        LOG.info("array {}", array("orders", 1, 2));
        LOG.info("entries {}", entries(Map.of("order", "19")));
        LOG.info(Markers.append("order", 20).and(Markers.append("user", "ann")), "markers");
        LOG.atInfo().addKeyValue("order", 21).log("fluent");
        System.out.println("logged");
        while (System.in.read() >= 0) {
            // The test ends the scenario.
        }
        System.exit(0);
    }
}
