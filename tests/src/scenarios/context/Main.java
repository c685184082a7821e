import java.io.IOException;
import java.lang.reflect.Method;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RecursiveTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that crosses everything there is to cross. {@code /work/N} logs "N step" on each thread that it comes to;
 * {@code /remote/N} does so once. The argument is the address of the next JVM, if there is one.
 */
public final class Main {

    private static final Logger LOG = LoggerFactory.getLogger(Main.class);
    private static final ExecutorService POOL = Executors.newFixedThreadPool(3);
    private static final ScheduledExecutorService SCHEDULED = Executors.newScheduledThreadPool(2);
    private static final ForkJoinPool FORK_JOIN = new ForkJoinPool(2);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static ExecutorService virtual;
    private static String next;

    public static void main(String[] args) throws Exception {
        next = args.length > 0 ? args[0] : null;
        try {
            virtual = (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (NoSuchMethodException e) {
            virtual = POOL;
        }
        // Must belong to no request, though a thread of the pool has worked for one before.
        SCHEDULED.scheduleAtFixedRate(() -> LOG.info("background"), 0, 5, TimeUnit.MILLISECONDS);
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(System.getProperty("java.io.tmpdir"));
        tomcat.setPort(0);
        tomcat.getConnector();
        Context root = tomcat.addContext("", null);
        Tomcat.addServlet(root, "work", servlet(Main::work));
        root.addServletMappingDecoded("/work/*", "work");
        Tomcat.addServlet(root, "remote", servlet(n -> LOG.info("{} remote", n)));
        root.addServletMappingDecoded("/remote/*", "remote");
        Tomcat.addServlet(root, "manners", servlet(n -> Manners.check()));
        root.addServletMappingDecoded("/manners/*", "manners");
        tomcat.start();
        if (Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().contains("AsyncLogger"))) {
            System.out.println("logs asynchronously");
        }
        System.out.println("listening " + tomcat.getConnector().getLocalPort());
        while (System.in.read() >= 0) {
            // The test ends the scenario.
        }
        System.exit(0);
    }

    private static void work(String n) throws Exception {
        LOG.info("{} servlet", n);
        POOL.submit(() -> LOG.info("{} submit", n)).get();
        CompletableFuture<Void> executed = new CompletableFuture<>();
        POOL.execute(() -> {
            LOG.info("{} execute", n);
            executed.complete(null);
        });
        executed.get();
        SCHEDULED.schedule(() -> LOG.info("{} scheduled", n), 1, TimeUnit.MILLISECONDS).get();
        virtual.submit(() -> LOG.info("{} virtual", n)).get();
        structured(() -> step(n, "structured"));
        FORK_JOIN.submit(() -> LOG.info("{} fork-join", n)).get();
        FORK_JOIN.invoke(new Sum(n, 0, 4));
        IntStream.range(0, 4).parallel().forEach(i -> LOG.info("{} parallel", n));
        CompletableFuture<String> gate = new CompletableFuture<>();
        CompletableFuture<String> stages = CompletableFuture.supplyAsync(() -> step(n, "supply"))
                .thenApplyAsync(s -> step(n, "apply"), POOL)
                .thenCombine(gate, (a, b) -> step(n, "combine"))
                .thenCompose(s -> CompletableFuture.supplyAsync(() -> step(n, "compose"), virtual))
                .whenComplete((s, thrown) -> step(n, "complete"));
        SCHEDULED.execute(() -> gate.complete(""));
        stages.get();
        if (next != null) {
            HttpURLConnection connection =
                    (HttpURLConnection) new java.net.URL(next + "/remote/" + n).openConnection();
            connection.getInputStream().readAllBytes();
            CLIENT.sendAsync(
                            HttpRequest.newBuilder(URI.create(next + "/remote/" + n)).build(),
                            HttpResponse.BodyHandlers.ofString())
                    .thenAccept(response -> LOG.info("{} answered", n))
                    .get();
        }
        LOG.info("{} end", n);
    }

    /** Twice in a scope of structured concurrency, which is a preview in Java 25; before, one after the other. */
    private static void structured(Callable<String> task) throws Exception {
        if (Runtime.version().feature() < 25) {
            task.call();
            task.call();
            return;
        }
        Class<?> type = Class.forName("java.util.concurrent.StructuredTaskScope");
        Object scope = type.getMethod("open").invoke(null);
        Method fork = type.getMethod("fork", Callable.class);
        fork.invoke(scope, task);
        fork.invoke(scope, task);
        type.getMethod("join").invoke(scope);
        type.getMethod("close").invoke(scope);
    }

    private static String step(String n, String name) {
        LOG.info("{} {}", n, name);
        return name;
    }

    /** Forks itself into {@code to - from} leaves, of which each logs. */
    private static final class Sum extends RecursiveTask<Integer> {
        private final String n;
        private final int from;
        private final int to;

        Sum(String n, int from, int to) {
            this.n = n;
            this.from = from;
            this.to = to;
        }

        @Override
        protected Integer compute() {
            if (to - from == 1) {
                LOG.info("{} leaf", n);
                return 1;
            }
            int middle = (from + to) / 2;
            Sum left = new Sum(n, from, middle);
            left.fork();
            return new Sum(n, middle, to).compute() + left.join();
        }
    }

    interface Work {
        void of(String n) throws Exception;
    }

    private static HttpServlet servlet(Work work) {
        return new HttpServlet() {
            @Override
            protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
                try {
                    work.of(request.getPathInfo().substring(1));
                } catch (Exception e) {
                    throw new IOException(e);
                }
            }
        };
    }
}
