import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** Routes of Reactor Netty's own server. */
public final class Main {

    public static void main(String[] args) throws Exception {
        DisposableServer server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .route(routes -> routes.get("/ok/{id}", (request, response) -> response.sendString(Mono.just("ok")))
                        .get("/empty", (request, response) -> response.status(204).send())
                        .post("/echo", (request, response) -> response.send(request.receive().retain()))
                        .get("/moved", (request, response) -> response.sendRedirect("/ok/1"))
                        .get("/later/{id}", (request, response) -> response.sendString(
                                Mono.delay(Duration.ofMillis(1)).map(any -> "later")))
                        .get("/broken/{id}", (request, response) -> {
                            throw new IllegalStateException("on purpose");
                        })
                        .get("/endless", (request, response) -> response.send(ByteBufFlux.fromString(
                                Flux.generate(sink -> sink.next("endless ".repeat(1000)))))))
                .bindNow();

        System.out.println("request GET /ok/{n} 200 UNKNOWN none");
        System.out.println("request GET /empty 204 UNKNOWN none");
        System.out.println("request POST /echo 200 UNKNOWN none");
        System.out.println("request GET /moved 302 REDIRECTION none");
        System.out.println("request GET /later/{n} 200 UNKNOWN none");
        System.out.println("request GET /missing/{n} 404 NOT_FOUND none");
        System.out.println("request GET /broken/{n} 500 UNKNOWN none");
        System.out.println("abort GET /endless 200 UNKNOWN *");
        System.out.println("listening " + server.port());
        while (System.in.read() >= 0) {
            // The test ends the scenario.
        }
        System.exit(0);
    }
}
