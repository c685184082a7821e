import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.ThreadContext;

/** Calls of the API of Log4j 2 that end in another framework. */
public final class Main {

    private static final Level[] LEVELS = {Level.TRACE, Level.DEBUG, Level.INFO, Level.WARN, Level.ERROR};

    public static void main(String[] args) throws Exception {
        Calls.prepare(args[0]);
        if (!args[0].equals("jul")) {
            System.out.println("with MDC");
        }
        Logger logger = LogManager.getLogger("shop.orders");
        Calls.make((level, message, number) -> {
            ThreadContext.put("number", number);
            logger.log(LEVELS[level], message);
        });
    }
}
