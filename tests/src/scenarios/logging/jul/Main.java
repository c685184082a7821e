import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Logs through java.util.logging, and with a filter that counts how often it is asked. */
public final class Main implements Events.Framework {

    private static final Level[] LEVELS = {Level.FINER, Level.FINE, Level.INFO, Level.WARNING, Level.SEVERE};
    private static final Logger LOG = Logger.getLogger("shop.orders");

    public static void main(String[] args) throws Exception {
        LOG.setLevel(Level.ALL);
        for (Handler handler : Logger.getLogger("").getHandlers()) {
            handler.setLevel(Level.SEVERE);
        }
        Logger filtered = Logger.getLogger("shop.filtered");
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
        LOG.log(Level.INFO, prefix + "{0}", argument);
    }

    @Override
    public void log(String message, Throwable thrown) {
        LOG.log(Level.SEVERE, message, thrown);
    }
}
