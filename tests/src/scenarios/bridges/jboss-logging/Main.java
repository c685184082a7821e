import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/** Calls of JBoss Logging that end in one framework or another. */
public final class Main {

    private static final Logger.Level[] LEVELS = {
        Logger.Level.TRACE, Logger.Level.DEBUG, Logger.Level.INFO, Logger.Level.WARN, Logger.Level.ERROR
    };

    public static void main(String[] args) throws Exception {
        Calls.prepare(args[0]);
        if (!args[0].equals("jul")) {
            System.out.println("with MDC");
        }
        Logger logger = Logger.getLogger("shop.orders");
        Calls.make((level, message, number) -> {
            MDC.put("number", number);
            logger.log(LEVELS[level], message);
        });
    }
}
