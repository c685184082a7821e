import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.servlet.AsyncContext;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import io.undertow.Undertow;
import io.undertow.server.handlers.PathHandler;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import javax.servlet.Servlet;
import java.net.InetSocketAddress;

/** Servlets on an embedded Undertow. */
public final class Main {

    private static final ExecutorService LATER = Executors.newCachedThreadPool();

    interface Answer {
        void to(HttpServletRequest request, HttpServletResponse response) throws IOException;
    }

    public static void main(String[] args) throws Exception {
        DeploymentInfo shop = Servlets.deployment()
                .setClassLoader(Main.class.getClassLoader())
                .setContextPath("/shop")
                .setDeploymentName("shop")
                .addErrorPage(Servlets.errorPage("/page", 409));
        add(shop, "/ok/*", (request, response) -> response.getWriter().print("ok"));
        add(shop, "/created", (request, response) -> response.setStatus(201));
        add(shop, "/moved", (request, response) -> response.sendRedirect("/shop/ok/1"));
        add(shop, "/bad", (request, response) -> response.sendError(400));
        add(shop, "*.broken", (request, response) -> {
            throw new IllegalStateException("on purpose");
        });
        add(shop, "/async/*", Main::later);
        add(shop, "/timeout", (request, response) -> request.startAsync().setTimeout(50));
        add(shop, "/endless", Main::endless);
        add(shop, "/conflict", (request, response) -> response.sendError(409));
        add(shop, "/page", (request, response) -> response.getWriter().print("page"));
        DeploymentManager manager = Servlets.defaultContainer().addDeployment(shop);
        manager.deploy();
        PathHandler paths = new PathHandler().addPrefixPath("/shop", manager.start());
        Undertow server = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setHandler(paths)
                .build();
        server.start();

        System.out.println("request GET /shop/ok/{n} 200 /shop/ok/* none");
        System.out.println("request POST /shop/created 201 /shop/created none");
        System.out.println("request GET /shop/moved 302 /shop/moved none");
        System.out.println("request GET /shop/bad 400 /shop/bad none");
        System.out.println("request GET /shop/any/{n}.broken 500 *.broken IllegalStateException");
        System.out.println("request GET /shop/async/{n} 200 /shop/async/* none");
        System.out.println("request GET /shop/conflict 409 /shop/conflict none");
        System.out.println("request GET /elsewhere/{n} 404 NOT_FOUND none");
        System.out.println("rare GET /shop/timeout 500 /shop/timeout none");
        System.out.println("abort GET /shop/endless 200 /shop/endless *");
        System.out.println("listening " + ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort());
        while (System.in.read() >= 0) {
            // The test ends the scenario.
        }
        System.exit(0);
    }

    private static void later(HttpServletRequest request, HttpServletResponse response) {
        AsyncContext async = request.startAsync();
        LATER.execute(() -> {
            try {
                async.getResponse().getWriter().print("later");
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            async.complete();
        });
    }

    private static void endless(HttpServletRequest request, HttpServletResponse response) throws IOException {
        OutputStream out = response.getOutputStream();
        byte[] block = new byte[1 << 16];
        while (true) {
            out.write(block);
        }
    }

    private static void add(DeploymentInfo context, String mapping, Answer answer) {
        HttpServlet servlet = new HttpServlet() {
            @Override
            protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
                answer.to(request, response);
            }
        };
        context.addServlet(Servlets.servlet(mapping, HttpServlet.class, new ImmediateInstanceFactory<Servlet>(servlet))
                .addMapping(mapping)
                .setAsyncSupported(true));
    }
}
