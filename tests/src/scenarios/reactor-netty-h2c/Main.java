import java.time.Duration;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;

/** HTTP/2 without encryption, to which clients upgrade with their first request, beside HTTP/1.1. */
public final class Main {

    public static void main(String[] args) throws Exception {
        DisposableServer server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .protocol(HttpProtocol.H2C, HttpProtocol.HTTP11)
                .route(routes -> routes.get("/ok/{id}", (request, response) -> response.sendString(Mono.just("ok")))
                        .post("/echo", (request, response) -> response.send(request.receive().retain()))
                        .get("/moved", (request, response) -> response.sendRedirect("/ok/1"))
                        .get("/later/{id}", (request, response) -> response.sendString(
                                Mono.delay(Duration.ofMillis(1)).map(any -> "later"))))
                .bindNow();

        System.out.println("request GET /ok/{n} 200 UNKNOWN none");
        System.out.println("request POST /echo 200 UNKNOWN none");
        System.out.println("request GET /moved 302 REDIRECTION none");
        System.out.println("request GET /later/{n} 200 UNKNOWN none");
        System.out.println("request GET /missing/{n} 404 NOT_FOUND none");
        System.out.println("speaks h2c");
        System.out.println("listening " + server.port());
        while (System.in.read() >= 0) {
            // The test ends the scenario.
        }
        System.exit(0);
    }
}
