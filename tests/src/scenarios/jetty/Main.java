import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.servlet.AsyncContext;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHolder;

/** Servlets on an embedded Jetty. */
public final class Main {

    private static final ExecutorService LATER = Executors.newCachedThreadPool();

    interface Answer {
        void to(HttpServletRequest request, HttpServletResponse response) throws IOException;
    }

    public static void main(String[] args) throws Exception {
        Server server = new Server(0);
        ServletContextHandler shop = new ServletContextHandler(null, "/shop");
        ErrorPageErrorHandler errors = new ErrorPageErrorHandler();
        errors.addErrorPage(409, "/page");
        shop.setErrorHandler(errors);
        server.setHandler(shop);
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
        System.out.println("unmet GET /shop/ok/{n} 417 UNKNOWN none");
        System.out.println("listening " + ((ServerConnector) server.getConnectors()[0]).getLocalPort());
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

    private static void add(ServletContextHandler context, String mapping, Answer answer) {
        HttpServlet servlet = new HttpServlet() {
            @Override
            protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
                answer.to(request, response);
            }
        };
        ServletHolder holder = new ServletHolder(servlet);
        holder.setAsyncSupported(true);
        context.addServlet(holder, mapping);
    }
}
