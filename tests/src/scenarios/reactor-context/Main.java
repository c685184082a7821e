import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.config.EnableWebFlux;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** Requests that cross schedulers and a call to the service itself, and log at every step: {@code ID step}. */
public final class Main {

    private static final Logger LOG = LoggerFactory.getLogger(Main.class);

    private static WebClient client = WebClient.create();

    public static void main(String[] args) throws Exception {
        ((ch.qos.logback.classic.Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME))
                .setLevel(ch.qos.logback.classic.Level.INFO);
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(WebFlux.class, Shop.class);
        DisposableServer server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle(new ReactorHttpHandlerAdapter(
                        WebHttpHandlerBuilder.applicationContext(context).build()))
                .bindNow();
        client = WebClient.create("http://127.0.0.1:" + server.port());
        System.out.println("steps handler parallel stock answered delayed elastic");
        System.out.println("counts 2 1");
        System.out.println("listening " + server.port());
        while (System.in.read() >= 0) {
            // The test ends the scenario.
        }
        System.exit(0);
    }

    @EnableWebFlux
    public static class WebFlux {}

    @RestController
    public static class Shop {
        @GetMapping("/orders/{id}")
        public Mono<String> order(@PathVariable("id") String id) {
            LOG.info("{} handler", id);
            return Mono.just(id)
                    .publishOn(Schedulers.parallel())
                    .doOnNext(any -> LOG.info("{} parallel", id))
                    .flatMap(any -> client.get().uri("/stock/" + id).retrieve().bodyToMono(String.class))
                    .doOnNext(any -> LOG.info("{} answered", id))
                    .flatMap(any -> Mono.delay(Duration.ofMillis(1)))
                    .doOnNext(any -> LOG.info("{} delayed", id))
                    .flatMap(any -> Mono.fromCallable(() -> {
                                LOG.info("{} elastic", id);
                                return id;
                            })
                            .subscribeOn(Schedulers.boundedElastic()));
        }

        @GetMapping("/stock/{id}")
        public Mono<String> stock(@PathVariable("id") String id) {
            LOG.info("{} stock", id);
            return Mono.just("in stock");
        }
    }
}
