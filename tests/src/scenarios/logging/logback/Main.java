import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/** Logs through Logback to an asynchronous appender. */
public final class Main implements Events.Framework {

    private static final Logger LOG = LoggerFactory.getLogger("shop.orders");

    public static void main(String[] args) throws Exception {
        Marker marker = MarkerFactory.getMarker("SHOP");
        marker.add(MarkerFactory.getMarker("AUDIT"));
        MDC.put("user", "ann");
        LOG.warn(marker, "with context");
        MDC.clear();
        Events.log(new Main());
    }

    @Override
    public void log(int level, String message) {
        switch (level) {
            case 0 -> LOG.trace(message);
            case 1 -> LOG.debug(message);
            case 2 -> LOG.info(message);
            case 3 -> LOG.warn(message);
            default -> LOG.error(message);
        }
    }

    @Override
    public void log(String prefix, Object argument) {
        LOG.info(prefix + "{}", argument);
    }

    @Override
    public void log(String message, Throwable thrown) {
        LOG.error(message, thrown);
    }
}
