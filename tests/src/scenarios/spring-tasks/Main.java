import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.TaskExecutor;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/** A scheduled method that calls asynchronous ones: "run N step". */
public final class Main {

    private static final Logger LOG = LoggerFactory.getLogger(Main.class);

    public static void main(String[] args) throws Exception {
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(Application.class);
        System.out.println("started");
        while (System.in.read() >= 0) {
            // The test ends the scenario.
        }
        context.close();
    }

    @Configuration
    @EnableAsync
    @EnableScheduling
    public static class Application {

        @Bean
        public TaskExecutor pool() {
            ThreadPoolTaskExecutor pool = new ThreadPoolTaskExecutor();
            pool.setCorePoolSize(2);
            return pool;
        }

        @Bean
        public TaskExecutor simple() {
            return new SimpleAsyncTaskExecutor();
        }

        @Bean
        public Later later() {
            return new Later();
        }

        @Bean
        public Job job(Later later) {
            return new Job(later);
        }
    }

    public static class Job {

        private final AtomicInteger runs = new AtomicInteger();
        private final Later later;

        public Job(Later later) {
            this.later = later;
        }

        @Scheduled(fixedDelay = 50)
        public void run() {
            int run = runs.incrementAndGet();
            if (run <= 20) {
                LOG.info("run {} scheduled", run);
                later.inPool(run);
                later.onItsOwn(run);
            }
        }
    }

    public static class Later {

        @Async("pool")
        public void inPool(int run) {
            LOG.info("run {} pool", run);
        }

        @Async("simple")
        public void onItsOwn(int run) {
            LOG.info("run {} simple", run);
        }
    }
}
