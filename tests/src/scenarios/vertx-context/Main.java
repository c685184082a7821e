import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Requests that cross timers, contexts and threads that may block, and log at every step: {@code ID step}. */
public final class Main {

    private static final Logger LOG = LoggerFactory.getLogger(Main.class);

    public static void main(String[] args) throws Exception {
        ((ch.qos.logback.classic.Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME))
                .setLevel(ch.qos.logback.classic.Level.INFO);
        Vertx vertx = Vertx.vertx();
        Router router = Router.router(vertx);
        router.get("/orders/:id").handler(context -> handle(vertx, context));
        CountDownLatch started = new CountDownLatch(1);
        HttpServer server = vertx.createHttpServer().requestHandler(router);
        server.listen(0, "127.0.0.1").onComplete(any -> started.countDown());
        started.await();
        System.out.println("steps handler timer context blocking answered unordered end");
        System.out.println("counts 1 0");
        System.out.println("listening " + server.actualPort());
        while (System.in.read() >= 0) {
            // The test ends the scenario.
        }
        System.exit(0);
    }

    private static void handle(Vertx vertx, RoutingContext context) {
        String id = context.pathParam("id");
        LOG.info("{} handler", id);
        vertx.setPeriodic(1, timer -> {
            LOG.info("background");
            vertx.cancelTimer(timer);
        });
        vertx.setTimer(1, timer -> {
            LOG.info("{} timer", id);
            vertx.runOnContext(any -> {
                LOG.info("{} context", id);
                Blocking.run(vertx, true, () -> LOG.info("{} blocking", id)).onComplete(done -> {
                    LOG.info("{} answered", id);
                    Blocking.run(vertx, false, () -> LOG.info("{} unordered", id)).onComplete(last -> {
                        LOG.info("{} end", id);
                        context.response().end(id);
                    });
                });
            });
        });
    }
}
