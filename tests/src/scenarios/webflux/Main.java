import static org.springframework.web.reactive.function.server.RequestPredicates.GET;

import java.time.Duration;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.config.EnableWebFlux;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** Controllers and router functions of WebFlux on Reactor Netty. */
public final class Main {

    public static void main(String[] args) throws Exception {
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(Shop.class, Items.class);
        HttpHandler handler = WebHttpHandlerBuilder.applicationContext(context).build();
        DisposableServer server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle(new ReactorHttpHandlerAdapter(handler))
                .bindNow();

        System.out.println("request GET /items/{n} 200 /items/{id} none");
        System.out.println("request POST /items 201 /items none");
        System.out.println("request GET /items/moved/{n} 302 /items/moved/{id} none");
        System.out.println("request GET /items/later/{n} 200 /items/later/{id} none");
        System.out.println("request GET /items/gone/{n} 410 /items/gone/{id} none");
        System.out.println("request GET /items/broken/{n} 500 /items/broken/{id} IllegalStateException");
        System.out.println("request GET /functions/{n} 200 /functions/{id} none");
        System.out.println("request GET /missing/{n} 404 NOT_FOUND none");
        System.out.println("abort GET /items/endless 200 /items/endless *");
        System.out.println("listening " + server.port());
        while (System.in.read() >= 0) {
            // The test ends the scenario.
        }
        System.exit(0);
    }

    @EnableWebFlux
    public static class Shop {
        @Bean
        public RouterFunction<ServerResponse> functions() {
            return RouterFunctions.route(
                    GET("/functions/{id}"), request -> ServerResponse.ok().bodyValue("function"));
        }
    }

    @RestController
    @RequestMapping("/items")
    public static class Items {
        @GetMapping("/{id}")
        public Mono<String> get(@PathVariable("id") String id) {
            return Mono.just(id);
        }

        @PostMapping
        @ResponseStatus(HttpStatus.CREATED)
        public Mono<String> post() {
            return Mono.just("created").publishOn(Schedulers.parallel());
        }

        @GetMapping("/moved/{id}")
        public ResponseEntity<Void> moved(@PathVariable("id") String id) {
            return ResponseEntity.status(302).header(HttpHeaders.LOCATION, "/items/" + id).build();
        }

        @GetMapping("/later/{id}")
        public Mono<String> later(@PathVariable("id") String id) {
            return Mono.delay(Duration.ofMillis(1)).map(any -> id);
        }

        @GetMapping("/gone/{id}")
        public Mono<String> gone(@PathVariable("id") String id) {
            return Mono.error(new ResponseStatusException(HttpStatus.GONE));
        }

        @GetMapping("/broken/{id}")
        public Mono<String> broken(@PathVariable("id") String id) {
            return Mono.<String>error(new IllegalStateException("on purpose")).subscribeOn(Schedulers.parallel());
        }

        @GetMapping("/endless")
        public Flux<String> endless() {
            return Flux.generate(sink -> sink.next("endless ".repeat(1000)));
        }
    }
}
