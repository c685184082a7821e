import org.apache.log4j.Level;
import org.apache.log4j.Logger;
import org.apache.log4j.MDC;
import org.apache.log4j.NDC;
import org.apache.log4j.varia.NullAppender;

/** Logs through Reload4j, or Log4j 1.2. */
public final class Main implements Events.Framework {

    private static final Level[] LEVELS = {Level.TRACE, Level.DEBUG, Level.INFO, Level.WARN, Level.ERROR};
    private static final Logger LOG = Logger.getLogger("shop.orders");

    public static void main(String[] args) throws Exception {
        Logger.getRootLogger().addAppender(new NullAppender());
        Logger.getRootLogger().setLevel(Level.TRACE);
        MDC.put("user", "ann");
        NDC.push("outer");
        LOG.warn("with context");
        NDC.clear();
        MDC.remove("user");
        Events.log(new Main());
    }

    @Override
    public void log(int level, String message) {
        LOG.log(LEVELS[level], message);
    }

    @Override
    public void log(String prefix, Object argument) {
        LOG.info(new Object() {
            @Override
            public String toString() {
                return prefix + argument;
            }
        });
    }

    @Override
    public void log(String message, Throwable thrown) {
        LOG.error(message, thrown);
    }
}
