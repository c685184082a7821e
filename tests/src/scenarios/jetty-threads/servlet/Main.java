import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHolder;

/** Jetty up to 11, which gets more requests than it has threads. */
public final class Main {

    public static void main(String[] args) throws Exception {
        Hold hold = new Hold();
        Server server = Pools.server();
        ServletContextHandler context = new ServletContextHandler(server, "/");
        context.addServlet(new ServletHolder(hold), "/hold");
        Pools.run(server, hold);
    }
}
