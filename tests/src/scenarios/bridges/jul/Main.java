import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Calls of java.util.logging that end in another framework. */
public final class Main {

    private static final Level[] LEVELS = {Level.FINER, Level.FINE, Level.INFO, Level.WARNING, Level.SEVERE};

    public static void main(String[] args) throws Exception {
        Calls.prepare(args[0]);
        switch (args[0]) {
            case "slf4j", "slf4j-log4j2" -> Calls.bridge(handler("org.slf4j.bridge.SLF4JBridgeHandler"));
            case "log4j-handler" -> Calls.bridge(handler("org.apache.logging.log4j.jul.Log4jBridgeHandler"));
            default -> {}
        }
        Logger logger = Logger.getLogger("shop.orders");
        Calls.make((level, message, number) -> logger.log(LEVELS[level], message));
    }

    private static Handler handler(String type) throws ReflectiveOperationException {
        return (Handler) Class.forName(type).getConstructor().newInstance();
    }
}
