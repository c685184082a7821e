import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.concurrent.CountDownLatch;

/** Vert.x Web with HTTP/2, to which clients upgrade with their first request. */
public final class Main {

    public static void main(String[] args) throws Exception {
        Vertx vertx = Vertx.vertx();
        Router router = Router.router(vertx);
        router.route().handler(BodyHandler.create());
        router.get("/items/:id").handler(context -> context.response().end("item"));
        router.post("/items").handler(context -> context.response().setStatusCode(201).end());
        router.get("/moved").handler(context ->
                context.response().setStatusCode(302).putHeader("Location", "/items/1").end());
        router.get("/later/:id").handler(context -> vertx.setTimer(1, any -> context.response().end("later")));
        router.get("/slow").handler(context -> {
            context.response().write("beginning");
            vertx.setTimer(100, any -> context.response().end("end"));
        });
        router.get("/gone/:id").handler(context -> context.fail(410));
        router.get("/broken/:id").handler(context -> {
            throw new IllegalStateException("on purpose");
        });
        router.get("/endless").handler(Main::endless);

        CountDownLatch started = new CountDownLatch(1);
        HttpServer server = vertx.createHttpServer().requestHandler(router);
        server.listen(0, "127.0.0.1").onComplete(any -> started.countDown());
        started.await();

        System.out.println("request GET /items/{n} 200 /items/:id none");
        System.out.println("request POST /items 201 /items none");
        System.out.println("request GET /moved 302 /moved none");
        System.out.println("request GET /later/{n} 200 /later/:id none");
        System.out.println("request GET /gone/{n} 410 /gone/:id none");
        System.out.println("request GET /broken/{n} 500 /broken/:id IllegalStateException");
        System.out.println("request GET /missing/{n} 404 NOT_FOUND none");
        System.out.println("rare GET /slow 200 /slow none");
        System.out.println("lasts 100 /slow");
        System.out.println("abort GET /endless 200 /endless *");
        System.out.println("speaks h2c");
        System.out.println("listening " + server.actualPort());
        while (System.in.read() >= 0) {
            // The test ends the scenario.
        }
        System.exit(0);
    }

    private static void endless(RoutingContext context) {
        HttpServerResponse response = context.response();
        response.exceptionHandler(any -> {});
        next(response);
    }

    private static void next(HttpServerResponse response) {
        if (!response.closed()) {
            response.write("endless ".repeat(1000)).onSuccess(any -> next(response));
        }
    }
}
