import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.handlers.PathHandler;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import io.undertow.websockets.jsr.WebSocketDeploymentInfo;
import java.net.InetSocketAddress;
import javax.servlet.Servlet;
import javax.servlet.http.HttpServlet;

/** Servlets on Undertow with HTTP/2 and WebSockets. */
public final class Main {

    public static void main(String[] args) throws Exception {
        DeploymentInfo shop = Servlets.deployment()
                .setClassLoader(Main.class.getClassLoader())
                .setContextPath("/shop")
                .setDeploymentName("shop")
                .addServletContextAttribute(
                        WebSocketDeploymentInfo.ATTRIBUTE_NAME, new WebSocketDeploymentInfo().addEndpoint(Echo.class));
        Shop.servlets().forEach((mapping, servlet) -> shop.addServlet(
                Servlets.servlet(mapping, HttpServlet.class, new ImmediateInstanceFactory<Servlet>(servlet))
                        .addMapping(mapping)
                        .setAsyncSupported(true)));
        DeploymentManager manager = Servlets.defaultContainer().addDeployment(shop);
        manager.deploy();
        Undertow server = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setServerOption(UndertowOptions.ENABLE_HTTP2, true)
                .setHandler(new PathHandler().addPrefixPath("/shop", manager.start()))
                .build();
        server.start();
        Shop.answer(((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort());
    }
}
