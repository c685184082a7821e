import java.util.Set;
import javax.servlet.ServletException;
import javax.websocket.DeploymentException;
import javax.websocket.server.ServerContainer;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http2.Http2Protocol;
import org.apache.tomcat.websocket.server.WsSci;

/** Tomcat with HTTP/2 and WebSockets. */
public final class Main {

    public static void main(String[] args) throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(System.getProperty("java.io.tmpdir"));
        tomcat.setPort(0);
        tomcat.getConnector().addUpgradeProtocol(new Http2Protocol());
        Context shop = tomcat.addContext("/shop", null);
        Shop.servlets().forEach((mapping, servlet) -> {
            Wrapper wrapper = Tomcat.addServlet(shop, mapping, servlet);
            wrapper.setAsyncSupported(true);
            wrapper.addMapping(mapping);
        });
        shop.addServletContainerInitializer(new WsSci(), null);
        shop.addServletContainerInitializer(
                (classes, context) -> {
                    try {
                        ((ServerContainer) context.getAttribute(ServerContainer.class.getName())).addEndpoint(Echo.class);
                    } catch (DeploymentException e) {
                        throw new ServletException(e);
                    }
                },
                Set.of());
        tomcat.start();
        Shop.answer(tomcat.getConnector().getLocalPort());
    }
}
