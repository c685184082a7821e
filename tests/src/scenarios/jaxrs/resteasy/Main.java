import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;
import org.jboss.resteasy.plugins.server.servlet.HttpServletDispatcher;

/** RESTEasy. */
public final class Main {

    public static void main(String[] args) throws Exception {
        Shop.run(shop -> {
            Wrapper wrapper = Tomcat.addServlet(shop, "api", new HttpServletDispatcher());
            wrapper.addInitParameter("javax.ws.rs.Application", "Shop");
            wrapper.addInitParameter("resteasy.servlet.mapping.prefix", "/api");
            return wrapper;
        });
    }
}
