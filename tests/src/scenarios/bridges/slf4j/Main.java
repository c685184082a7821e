import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Calls of SLF4J that end in another framework. */
public final class Main {

    public static void main(String[] args) throws Exception {
        Calls.prepare(args[0]);
        System.out.println("with MDC");
        Logger logger = LoggerFactory.getLogger("shop.orders");
        Calls.make((level, message, number) -> {
            MDC.put("number", number);
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
