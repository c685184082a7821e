import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/** Calls of Commons Logging that end in another framework. */
public final class Main {

    public static void main(String[] args) throws Exception {
        Calls.prepare(args[0]);
        Log logger = LogFactory.getLog("shop.orders");
        Calls.make((level, message, number) -> {
            switch (level) {
                case 0 -> logger.trace(message);
                case 1 -> logger.debug(message);
                case 2 -> logger.info(message);
                case 3 -> logger.warn(message);
                default -> logger.error(message);
            }
        });
    }
}
