import java.lang.System.Logger.Level;

/** Calls of the JDK's own front end, System.Logger. */
public final class Main {

    private static final Level[] LEVELS = {Level.TRACE, Level.DEBUG, Level.INFO, Level.WARNING, Level.ERROR};

    public static void main(String[] args) throws Exception {
        Calls.prepare(args[0]);
        System.Logger logger = System.getLogger("shop.orders");
        Calls.make((level, message, number) -> logger.log(LEVELS[level], message));
    }
}
