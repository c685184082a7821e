import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** A web application with Actuator that counts its orders. */
@SpringBootConfiguration
@EnableAutoConfiguration
@Import(Main.Orders.class)
public class Main {

    public static void main(String[] args) throws Exception {
        ConfigurableApplicationContext context = SpringApplication.run(Main.class, args);
        System.out.println("port " + context.getEnvironment().getProperty("local.server.port"));
        while (System.in.read() >= 0) {
            // Whoever started this decides how long it lives.
        }
        context.close();
        System.exit(0);
    }

    @RestController
    public static class Orders {

        private final Counter placed;

        Orders(MeterRegistry registry) {
            placed = Counter.builder("orders.placed").tag("region", "eu").register(registry);
        }

        @GetMapping("/order")
        public String place() {
            placed.increment();
            return "placed";
        }
    }
}
