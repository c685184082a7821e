import java.util.logging.Level;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.LogContext;
import org.jboss.logmanager.Logger;
import org.jboss.logmanager.MDC;
import org.jboss.logmanager.NDC;

/** Logs through JBoss LogManager's own API, and with a filter that counts how often it is asked. */
public final class Main implements Events.Framework {

    private static final Level[] LEVELS = {Level.FINER, Level.FINE, Level.INFO, Level.WARNING, Level.SEVERE};
    private static final Logger LOG = LogContext.create().getLogger("shop.orders");

    public static void main(String[] args) throws Exception {
        LOG.setLevel(Level.ALL);
        MDC.put("user", "ann");
        NDC.push("outer");
        LOG.log(Main.class.getName(), org.jboss.logmanager.Level.WARN, "with context", null);
        NDC.clear();
        MDC.remove("user");
        Logger filtered = LogContext.create().getLogger("shop.filtered");
        int[] asked = new int[1];
        filtered.setFilter(record -> {
            asked[0]++;
            return record.getMessage().endsWith("passes");
        });
        filtered.info("passes");
        filtered.info("is dropped");
        System.out.println("filter asked " + asked[0] + " times");
        Events.log(new Main());
    }

    @Override
    public void log(int level, String message) {
        LOG.log(LEVELS[level], message);
    }

    @Override
    public void log(String prefix, Object argument) {
        LOG.log(Main.class.getName(), Level.INFO, prefix + "%s", ExtLogRecord.FormatStyle.PRINTF, new Object[] {argument}, null);
    }

    @Override
    public void log(String message, Throwable thrown) {
        LOG.log(Level.SEVERE, message, thrown);
    }
}
