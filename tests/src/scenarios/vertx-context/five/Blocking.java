import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** Work that may block, as it is given to Vert.x 5. */
final class Blocking {

    private Blocking() {}

    static Future<Void> run(Vertx vertx, boolean ordered, Runnable work) {
        return vertx.executeBlocking(
                () -> {
                    work.run();
                    return null;
                },
                ordered);
    }
}
