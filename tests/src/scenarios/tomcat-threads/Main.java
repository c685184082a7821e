import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;

/** Two connectors of Tomcat, of which one gets more requests than it has threads. */
public final class Main {

    private static final int MOST = 6;

    public static void main(String[] args) throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(System.getProperty("java.io.tmpdir"));
        tomcat.setConnector(connector(MOST));
        tomcat.getService().addConnector(connector(3));
        Hold hold = new Hold();
        Context context = tomcat.addContext("", null);
        Tomcat.addServlet(context, "hold", hold);
        context.addServletMappingDecoded("/hold", "hold");
        tomcat.start();
        int port = tomcat.getConnector().getLocalPort();

        figures("auto-1", MOST, 0, 2);
        figures("auto-2", 3, 0, 2);
        Hold.step("idle");

        hold.ask(port, 4);
        Hold.await(() -> hold.held() == 4);
        figures("auto-1", MOST, 4, 4);
        figures("auto-2", 3, 0, 2);
        Hold.step("busy");

        hold.ask(port, 10);
        Hold.await(() -> hold.held() == MOST);
        figures("auto-1", MOST, MOST, MOST);
        Hold.step("full");

        hold.end();
        figures("auto-1", MOST, 0, MOST);
        Hold.step("answered");

        tomcat.getConnector().stop();
        System.out.println("gone http-nio-auto-1");
        figures("auto-2", 3, 0, 2);
        Hold.step("stopped");

        tomcat.getConnector().start();
        figures("auto-1", MOST, 0, 2);
        Hold.step("again");

        tomcat.stop();
        tomcat.destroy();
        System.out.println("gone http-nio-auto-1");
        System.out.println("gone http-nio-auto-2");
        Hold.step("over");
        System.exit(0);
    }

    private static Connector connector(int threads) {
        Connector connector = new Connector("HTTP/1.1");
        connector.setPort(0);
        connector.setProperty("minSpareThreads", "2");
        connector.setProperty("maxThreads", Integer.toString(threads));
        return connector;
    }

    private static void figures(String connector, int max, int busy, int current) {
        String name = "http-nio-" + connector;
        System.out.println("figure tomcat_threads_config_max_threads " + name + " " + max);
        System.out.println("figure tomcat_threads_busy_threads " + name + " " + busy);
        System.out.println("figure tomcat_threads_current_threads " + name + " " + current);
    }
}
