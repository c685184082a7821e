import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;

/** What every pool goes through. After each step the test looks at the metrics and lets it go on with a line. */
final class Steps {

    static final String URL = "jdbc:h2:mem:pool;DB_CLOSE_DELAY=-1";

    /** A pool of {@code max} connections that opens them all and keeps {@code min}. */
    interface Opener {
        Opened open(int max, int min, int waitMillis) throws Exception;
    }

    record Opened(DataSource source, AutoCloseable end) {}

    private Steps() {}

    /**
     * Runs all steps.
     *
     * @param metrics how the metrics of the pool begin, in Prometheus
     * @param label the one that carries the pool's name
     * @param name the name of the first pool; the second one asks for the same
     */
    static void run(String metrics, String label, String name, Opener opener) throws Exception {
        System.out.println("pool " + metrics + " " + label + " " + name);
        Opened large = opener.open(4, 2, 20_000);
        Opened small = opener.open(1, 1, 300);
        ExecutorService threads = Executors.newFixedThreadPool(3);

        List<Connection> held = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            held.add(large.source().getConnection());
        }
        small.source().getConnection().close();
        step("held");

        held.add(large.source().getConnection());
        List<Future<Boolean>> waiting = inThreeThreads(threads, large.source());
        step("waiting");

        for (Connection each : held) {
            each.close();
        }
        System.out.println(failures(waiting) + " waits failed");
        step("released");

        Connection only = small.source().getConnection();
        System.out.println(failures(inThreeThreads(threads, small.source())) + " waits failed of three");
        step("exhausted");

        only.close();
        small.end().close();
        step("closed");

        large.end().close();
        step("gone");
        System.exit(0);
    }

    private static List<Future<Boolean>> inThreeThreads(ExecutorService threads, DataSource source) {
        Callable<Boolean> borrow = () -> {
            try (Connection connection = source.getConnection()) {
                return connection != null;
            } catch (SQLException exhausted) {
                return false;
            }
        };
        return List.of(threads.submit(borrow), threads.submit(borrow), threads.submit(borrow));
    }

    private static int failures(List<Future<Boolean>> waits) throws Exception {
        int failures = 0;
        for (Future<Boolean> each : waits) {
            failures += each.get() ? 0 : 1;
        }
        return failures;
    }

    private static void step(String name) throws IOException {
        System.out.println("step " + name);
        if (System.in.read() < 0) {
            System.exit(0);
        }
    }
}
