import org.apache.catalina.startup.Tomcat;
import org.apache.cxf.jaxrs.servlet.CXFNonSpringJaxrsServlet;

/** CXF. */
public final class Main {

    public static void main(String[] args) throws Exception {
        Shop.run(shop -> Tomcat.addServlet(shop, "api", new CXFNonSpringJaxrsServlet(new Shop())));
    }
}
