import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/** Two task executors of Spring of one name, and a scheduler without a name. */
public final class Main {

    public static void main(String[] args) throws Exception {
        ThreadPoolTaskExecutor busy = executor();
        ThreadPoolTaskExecutor idle = executor();
        ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
        scheduler.setPoolSize(3);
        scheduler.setThreadNamePrefix("ticks-");
        scheduler.initialize();
        scheduler.submit(() -> {}).get();

        CountDownLatch begun = new CountDownLatch(2);
        CountDownLatch release = new CountDownLatch(1);
        Future<?> last = null;
        for (int i = 0; i < 6; i++) {
            last = busy.submit(() -> {
                begun.countDown();
                release.await();
                return null;
            });
        }
        begun.await();
        step("busy");

        release.countDown();
        last.get();
        step("done");

        busy.shutdown();
        scheduler.shutdown();
        step("closed");
        idle.shutdown();
        System.exit(0);
    }

    private static ThreadPoolTaskExecutor executor() {
        ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
        executor.setBeanName("orders");
        executor.setThreadNamePrefix("orders-thread-");
        executor.setCorePoolSize(2);
        executor.setMaxPoolSize(5);
        executor.setQueueCapacity(10);
        executor.initialize();
        return executor;
    }

    private static void step(String name) throws IOException {
        System.out.println("step " + name);
        if (System.in.read() < 0) {
            System.exit(0);
        }
    }
}
