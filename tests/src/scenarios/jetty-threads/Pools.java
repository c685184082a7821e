import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** A server with a pool that has a name, and one whose pool has none. */
final class Pools {

    private static final int MOST = 12;
    private static final int KEPT = 4;

    private Pools() {}

    static Server server() {
        QueuedThreadPool pool = new QueuedThreadPool(MOST, KEPT);
        pool.setName("shop");
        Server server = new Server(pool);
        // One thread waits for connections and one for what comes in.
        server.addConnector(new ServerConnector(server, 1, 1));
        return server;
    }

    static void run(Server server, Hold hold) throws Exception {
        QueuedThreadPool pool = (QueuedThreadPool) server.getThreadPool();
        server.start();
        Server other = new Server(new QueuedThreadPool(20, 5));
        other.start();

        figures("shop", KEPT, MOST);
        figures("qtp", 5, 20);
        figure("threads_jobs", "shop", 0);
        Hold.step("idle");

        hold.ask(((ServerConnector) server.getConnectors()[0]).getLocalPort(), 3 * MOST);
        Hold.await(() -> pool.getQueueSize() > 0 && pool.getThreads() == MOST && pool.getIdleThreads() == 0);
        figure("threads_current", "shop", MOST);
        figure("threads_idle", "shop", 0);
        // Jetty 12 does not count its own threads among the busy ones.
        System.out.println("figure jetty_threads_busy shop some");
        System.out.println("figure jetty_threads_jobs shop some");
        Hold.step("full");

        hold.end();
        figure("threads_jobs", "shop", 0);
        figure("threads_current", "shop", MOST);
        Hold.step("answered");

        server.stop();
        System.out.println("gone shop");
        figures("qtp", 5, 20);
        Hold.step("stopped");

        server.start();
        figures("shop", KEPT, MOST);
        Hold.step("again");

        server.stop();
        other.stop();
        System.out.println("gone shop");
        System.out.println("gone qtp");
        Hold.step("over");
        System.exit(0);
    }

    private static void figures(String pool, int min, int max) {
        figure("threads_config_min", pool, min);
        figure("threads_config_max", pool, max);
    }

    private static void figure(String metric, String pool, int value) {
        System.out.println("figure jetty_" + metric + " " + pool + " " + value);
    }
}
