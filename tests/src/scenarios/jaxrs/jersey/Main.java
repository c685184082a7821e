import org.apache.catalina.startup.Tomcat;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.servlet.ServletContainer;

/** Jersey. */
public final class Main {

    public static void main(String[] args) throws Exception {
        Shop.run(shop -> Tomcat.addServlet(
                shop, "api", new ServletContainer(ResourceConfig.forApplication(new Shop()))));
    }
}
