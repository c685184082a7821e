import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/** The numbered calls that every front end makes, of all levels and on two threads; the framework behind it takes INFO and above. */
final class Calls {

    private static final int CALLS = 50;
    private static final int LEVELS = 5;
    private static final int THREADS = 2;

    private Calls() {}

    /** A way to log. */
    interface FrontEnd {

        /** Logs at a level from 0, the least severe, to 4; {@code number} goes into the MDC for this time, if there is one. */
        void log(int level, String message, String number);
    }

    /** To be called before anything logs: sets the level of the framework. */
    static void prepare(String backend) {
        System.setProperty("log4j2.level", "INFO");
        switch (backend) {
            case "log4j-manager" ->
                System.setProperty("java.util.logging.manager", "org.apache.logging.log4j.jul.LogManager");
            case "jboss" -> {
                System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
                Logger.getLogger("").setLevel(Level.INFO);
            }
            case "jul" -> quiet();
            default -> {}
        }
    }

    /** The way from java.util.logging to another framework, which is then the one to decide. */
    static void bridge(Handler bridge) {
        LogManager.getLogManager().reset();
        Logger root = Logger.getLogger("");
        root.setLevel(Level.ALL);
        root.addHandler(bridge);
    }

    private static void quiet() {
        for (Handler handler : Logger.getLogger("").getHandlers()) {
            handler.setLevel(Level.OFF);
        }
    }

    static void make(FrontEnd front) throws Exception {
        // SLF4J hands out substitutes while one thread initialises it, whose events lose their thread.
        front.log(LEVELS - 1, "first", "first");
        Thread[] workers = new Thread[THREADS];
        for (int i = 0; i < THREADS; i++) {
            int first = i;
            workers[i] = new Thread(
                    () -> {
                        for (int call = first; call < CALLS; call += THREADS) {
                            front.log(call % LEVELS, "call " + call, Integer.toString(call));
                        }
                    },
                    "worker-" + i);
            workers[i].start();
        }
        for (Thread worker : workers) {
            worker.join();
        }
        System.out.println("logged");
        while (System.in.read() >= 0) {
            // The test ends the scenario.
        }
        System.exit(0);
    }
}
