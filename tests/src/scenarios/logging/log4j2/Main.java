import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.MarkerManager;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.message.StringMapMessage;

/** Logs through Log4j 2, which the test configures by system properties. */
public final class Main implements Events.Framework {

    private static final Level[] LEVELS = {Level.TRACE, Level.DEBUG, Level.INFO, Level.WARN, Level.ERROR};
    private static final Logger LOG = LogManager.getLogger("shop.orders");

    public static void main(String[] args) throws Exception {
        Marker marker = MarkerManager.getMarker("SHOP").setParents(MarkerManager.getMarker("AUDIT"));
        ThreadContext.put("user", "ann");
        LOG.warn(marker, "with context");
        ThreadContext.clearAll();
        LOG.info(new StringMapMessage().with("order", "17"));
        LOG.fatal("fatal");
        Events.log(new Main());
    }

    @Override
    public void log(int level, String message) {
        LOG.log(LEVELS[level], message);
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
