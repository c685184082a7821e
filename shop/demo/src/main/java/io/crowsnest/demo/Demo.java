package io.crowsnest.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.crowsnest.servers.Elasticsearch;
import io.crowsnest.servers.PostgreSql;
import io.crowsnest.servers.ServerDirectory;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What {@code ./demo} runs, in the project's directory. Arguments: {@code --check}, {@code --no-agent}.
 *
 * <p>Everything is started and stopped by the main thread, in this order: PostgreSQL, Elasticsearch, shop, traffic; and
 * back. SIGTERM interrupts it wherever it is and waits until it has put everything away.
 */
public final class Demo {

    /** Where the agent writes the logs of a service named {@code shop}. */
    static final String DATA_STREAM = "logs-shop-default";

    private static final Path AGENT = Path.of("agent/dist/target/crowsnest-agent.jar");
    private static final Path SHOP = Path.of("shop/service/target/shop.jar");
    private static final Path ELASTICSEARCH = Path.of("shop/servers/target/distributions/elasticsearch.zip");
    private static final Path HOME = Path.of(".demo");

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration SUMMARY_EVERY = Duration.ofSeconds(5);
    private static final Duration PAUSE_BETWEEN_REQUESTS = Duration.ofMillis(80);

    private final boolean check;
    private final boolean agent;
    private final PortRange ports;
    private final PrintStream out;

    /** @param ports those of the shop */
    Demo(boolean check, boolean agent, PortRange ports, PrintStream out) {
        this.check = check;
        this.agent = agent;
        this.ports = ports;
        this.out = out;
    }

    /** Runs the demo until it is stopped, or the check until its end. */
    public static void main(String[] args) {
        List<String> options = List.of(args);
        Demo demo = new Demo(options.contains("--check"), !options.contains("--no-agent"), Shop.PORTS, System.out);
        CountDownLatch ended = new CountDownLatch(1);
        Thread main = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> interruptAndWait(main, ended), "stop"));
        ProcessHandle.current().parent().ifPresent(script -> interruptAfter(script, main));
        int code;
        try {
            code = demo.exitCode(System.err);
        } finally {
            ended.countDown();
        }
        System.exit(code);
    }

    /** Runs it to its end: 0 if that is as it should be, 1 with the reason on {@code err} if not, 130 if it was stopped. */
    int exitCode(PrintStream err) {
        try {
            return run() ? 0 : 1;
        } catch (InterruptedException stopped) {
            return 130;
        } catch (IOException failure) {
            if (Thread.currentThread().isInterrupted()) {
                return 130;
            }
            err.println("demo: " + failure.getMessage());
            return 1;
        }
    }

    /** A script that was killed can't pass on its signal. */
    private static void interruptAfter(ProcessHandle script, Thread main) {
        Thread watch = new Thread(
                () -> {
                    script.onExit().join();
                    main.interrupt();
                },
                "watch");
        watch.setDaemon(true);
        watch.start();
    }

    private static void interruptAndWait(Thread main, CountDownLatch ended) {
        if (ended.getCount() == 0) {
            return;
        }
        main.interrupt();
        try {
            ended.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean run() throws IOException, InterruptedException {
        // Before anybody waits for servers. The shop asks again: by then somebody else may have come.
        ports.firstFree();
        Path programs = ServerDirectory.orTemporary(HOME.resolve("servers"));
        Path output = Files.createTempDirectory(HOME.toAbsolutePath(), "shop");
        boolean passed = false;
        try {
            passed = startServers(programs, output);
            return passed;
        } finally {
            if (passed || !check) {
                ServerDirectory.delete(output);
            } else {
                out.println("The shop's output is kept in " + output);
            }
            if (!programs.startsWith(HOME.toAbsolutePath())) {
                ServerDirectory.delete(programs);
            }
        }
    }

    private boolean startServers(Path programs, Path output) throws IOException, InterruptedException {
        out.println("Starting PostgreSQL ...");
        try (PostgreSql database = PostgreSql.start(programs)) {
            out.println("Starting Elasticsearch ...");
            try (Elasticsearch elasticsearch = Elasticsearch.start(ELASTICSEARCH.toAbsolutePath(), programs)) {
                elasticsearch.putLogsTemplate();
                out.println("Starting the shop " + (agent ? "with" : "without") + " the agent ...");
                List<String> jvmOptions =
                        agent ? agentOptions(elasticsearch.url(), output.resolve("spool")) : List.of();
                try (Shop shop =
                        Shop.start(SHOP.toAbsolutePath(), ports.firstFree(), jvmOptions, database.jdbcUrl(), output)) {
                    return observe(shop, elasticsearch, output);
                }
            }
        }
    }

    private boolean observe(Shop shop, Elasticsearch elasticsearch, Path output)
            throws IOException, InterruptedException {
        ports.notice(shop.port()).ifPresent(out::println);
        Traffic traffic = new Traffic(shop.url());
        shop.awaitAnswer(traffic, PATIENCE);
        Optional<URI> metrics = shop.metrics();
        if (agent && metrics.isEmpty()) {
            throw new IOException("the agent hasn't said where its metrics are; standard error of the shop:\n"
                    + shop.standardError());
        }
        if (check && metrics.isPresent()) {
            return new Check(shop, traffic, elasticsearch, metrics.get(), output.resolve("prometheus"), out).passes();
        }
        printPlacesToLook(shop, elasticsearch, metrics, output);
        summarize(shop, traffic, elasticsearch);
        return true;
    }

    private static List<String> agentOptions(URI elasticsearch, Path spool) {
        return List.of(
                "-javaagent:" + AGENT.toAbsolutePath(),
                "-Dcrowsnest.service.name=shop",
                "-Dcrowsnest.elasticsearch.url=" + elasticsearch,
                // Elasticsearch begins empty each time: nothing of an earlier demo belongs there.
                "-Dcrowsnest.logs.spool.directory=" + spool);
    }

    private void printPlacesToLook(Shop shop, Elasticsearch elasticsearch, Optional<URI> metrics, Path output) {
        out.println();
        place("shop", shop.url() + "/products", "the service, as it is without the agent");
        metrics.ifPresent(url -> {
            place("charts", url.resolve("/").toString(), "in a browser: live, and below them how each part is");
            place("metrics", url.toString(), "look for http_server_requests, db_client_operation, hikaricp, jvm");
            place("status", url.resolve("/status").toString(), "what the agent observes, and what not and why");
            place(
                    "logs",
                    elasticsearch.url() + "/" + DATA_STREAM + "/_search?pretty&sort=@timestamp:desc",
                    "every log event of the shop; add &q=log.level:ERROR");
        });
        place("output", output.toString(), "what the shop itself writes");
        out.println();
        out.println(
                "Traffic runs until you press Ctrl-C. One request in eight is refused and one in 25 fails, on purpose.");
    }

    private void place(String name, String where, String what) {
        out.printf("  %-8s %s%n           %s%n", name, where, what);
    }

    private void summarize(Shop shop, Traffic traffic, Elasticsearch elasticsearch)
            throws IOException, InterruptedException {
        traffic.start(Long.MAX_VALUE, PAUSE_BETWEEN_REQUESTS);
        ObjectMapper json = new ObjectMapper();
        long before = 0;
        try {
            while (shop.isAlive()) {
                Thread.sleep(SUMMARY_EVERY.toMillis());
                Tally tally = traffic.tally();
                long requests = tally.count(any -> true);
                out.printf(
                        "%s  %,d requests (%d/s): %,d ok, %,d refused, %,d failed",
                        LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS),
                        requests,
                        (requests - before) / SUMMARY_EVERY.toSeconds(),
                        tally.count(answered -> answered.status() < 400),
                        tally.count(answered -> answered.status() / 100 == 4),
                        tally.count(answered -> answered.status() >= 500) + tally.failures());
                if (agent) {
                    String count = elasticsearch.request("GET", "/" + DATA_STREAM + "/_count", "");
                    out.printf(
                            "; %,d log events in Elasticsearch",
                            json.readTree(count).get("count").asLong());
                }
                out.println();
                before = requests;
            }
            throw new IOException("the shop has ended by itself:\n" + shop.standardError());
        } finally {
            out.println("Stopping ...");
            traffic.stop();
        }
    }
}
