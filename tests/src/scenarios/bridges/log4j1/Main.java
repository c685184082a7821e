import org.apache.log4j.Level;
import org.apache.log4j.Logger;
import org.apache.log4j.MDC;

/** Calls of the API of Log4j 1 that end in another framework. */
public final class Main {

    private static final Level[] LEVELS = {Level.TRACE, Level.DEBUG, Level.INFO, Level.WARN, Level.ERROR};

    public static void main(String[] args) throws Exception {
        Calls.prepare(args[0]);
        System.out.println("with MDC");
        Logger logger = Logger.getLogger("shop.orders");
        Calls.make((level, message, number) -> {
            MDC.put("number", number);
            logger.log(LEVELS[level], message);
        });
    }
}
