import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;

/** Jetty 12, which gets more requests than it has threads. */
public final class Main {

    public static void main(String[] args) throws Exception {
        Hold hold = new Hold();
        Server server = Pools.server();
        ServletContextHandler context = new ServletContextHandler("/");
        server.setHandler(context);
        context.addServlet(new ServletHolder(hold), "/hold");
        Pools.run(server, hold);
    }
}
