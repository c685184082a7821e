import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.servlet.AsyncContext;
import javax.servlet.AsyncEvent;
import javax.servlet.AsyncListener;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

/** What all these servers answer with HTTP/2, below {@code /shop}, and the WebSocket to which HTTP/1.1 upgrades. */
final class Shop {

    static final int SLOW_MILLIS = 100;
    private static final String BEGINNING = "beginning";

    private static final ScheduledExecutorService LATER = Executors.newScheduledThreadPool(2);

    private Shop() {}

    private interface Answer {
        void to(HttpServletRequest request, HttpServletResponse response) throws IOException;
    }

    /** Servlets by mapping. */
    static Map<String, HttpServlet> servlets() {
        Map<String, HttpServlet> servlets = new LinkedHashMap<>();
        add(servlets, "/", (request, response) -> response.sendError(404));
        add(servlets, "/ok/*", (request, response) -> response.getWriter().print("ok"));
        add(servlets, "/created", (request, response) -> response.setStatus(201));
        add(servlets, "/moved", (request, response) -> response.sendRedirect("/shop/ok/1"));
        add(servlets, "/bad", (request, response) -> response.sendError(400));
        add(servlets, "*.broken", (request, response) -> {
            throw new IllegalStateException("on purpose");
        });
        add(servlets, "/async/*", (request, response) -> complete(request.startAsync(), 0));
        add(servlets, "/slow", (request, response) -> {
            response.getWriter().print(BEGINNING);
            response.flushBuffer();
            complete(request.startAsync(), SLOW_MILLIS);
        });
        add(servlets, "/busy", (request, response) -> {
            response.setContentLength(BEGINNING.length());
            response.getWriter().print(BEGINNING);
            response.flushBuffer();
            AsyncContext async = request.startAsync();
            async.setTimeout(SLOW_MILLIS);
            async.addListener(new Completion());
        });
        add(servlets, "/timeout", (request, response) -> request.startAsync().setTimeout(50));
        add(servlets, "/endless", Shop::endless);
        return servlets;
    }

    static void answer(int port) throws IOException {
        System.out.println("request GET /shop/ok/{n} 200 /shop/ok/* none");
        System.out.println("request POST /shop/created 201 /shop/created none");
        System.out.println("request GET /shop/moved 302 /shop/moved none");
        System.out.println("request GET /shop/bad 400 /shop/bad none");
        System.out.println("request GET /shop/any/{n}.broken 500 *.broken IllegalStateException");
        System.out.println("request GET /shop/async/{n} 200 /shop/async/* none");
        System.out.println("request GET /shop/elsewhere/{n} 404 NOT_FOUND none");
        System.out.println("rare GET /shop/slow 200 /shop/slow none");
        System.out.println("lasts " + SLOW_MILLIS + " /shop/slow");
        System.out.println("rare GET /shop/timeout 500 /shop/timeout none");
        System.out.println("abort GET /shop/endless 200 /shop/endless *");
        System.out.println("early GET /shop/busy 200 /shop/busy *");
        System.out.println("socket GET /shop/echo/{n} 101 UNKNOWN none");
        System.out.println("speaks h2c");
        System.out.println("listening " + port);
        while (System.in.read() >= 0) {
            // The test ends the scenario.
        }
        System.exit(0);
    }

    private static void complete(AsyncContext async, int millis) {
        LATER.schedule(
                () -> {
                    try {
                        async.getResponse().getWriter().print("end");
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                    async.complete();
                },
                millis,
                TimeUnit.MILLISECONDS);
    }

    /** Completes when the time is over, or when the container says that the client has left. */
    private static final class Completion implements AsyncListener {
        @Override
        public void onTimeout(AsyncEvent event) {
            event.getAsyncContext().complete();
        }

        @Override
        public void onError(AsyncEvent event) {
            event.getAsyncContext().complete();
        }

        @Override
        public void onComplete(AsyncEvent event) {
            // Nothing is left to do.
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // Once is enough.
        }
    }

    private static void endless(HttpServletRequest request, HttpServletResponse response) throws IOException {
        OutputStream out = response.getOutputStream();
        byte[] block = new byte[1 << 16];
        while (true) {
            out.write(block);
        }
    }

    private static void add(Map<String, HttpServlet> servlets, String mapping, Answer answer) {
        servlets.put(mapping, new HttpServlet() {
            @Override
            protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
                answer.to(request, response);
            }
        });
    }
}
