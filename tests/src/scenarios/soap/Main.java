import javax.servlet.ServletConfig;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.apache.cxf.frontend.ServerFactoryBean;
import org.apache.cxf.transport.servlet.CXFNonSpringServlet;

/** SOAP endpoints of CXF on an embedded Tomcat. */
public final class Main {

    public interface Orders {
        String state(String order);
    }

    public static final class Shipped implements Orders {
        @Override
        public String state(String order) {
            return "shipped";
        }
    }

    private static final class Services extends CXFNonSpringServlet {
        @Override
        protected void loadBus(ServletConfig config) {
            super.loadBus(config);
            ServerFactoryBean server = new ServerFactoryBean();
            server.setBus(getBus());
            server.setServiceClass(Orders.class);
            server.setServiceBean(new Shipped());
            server.setAddress("/orders");
            server.create();
        }
    }

    public static void main(String[] args) throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(System.getProperty("java.io.tmpdir"));
        tomcat.setPort(0);
        tomcat.getConnector();
        Context shop = tomcat.addContext("/shop", null);
        Tomcat.addServlet(shop, "soap", new Services());
        shop.addServletMappingDecoded("/soap/*", "soap");
        tomcat.start();

        System.out.println("request GET /shop/soap/orders?wsdl 200 /shop/soap/orders none");
        System.out.println("request GET /shop/soap/orders/state?order={n} 500 /shop/soap/orders none");
        System.out.println("request POST /shop/soap/orders/{n} 500 /shop/soap/orders none");
        System.out.println("request GET /shop/soap/missing/{n} 404 /shop/soap/* none");
        System.out.println("listening " + tomcat.getConnector().getLocalPort());
        while (System.in.read() >= 0) {
            // The test ends the scenario.
        }
        System.exit(0);
    }
}
