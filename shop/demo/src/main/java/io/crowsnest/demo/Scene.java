package io.crowsnest.demo;

import io.crowsnest.servers.Elasticsearch;
import io.crowsnest.servers.PostgreSql;
import io.crowsnest.servers.ServerDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A few minutes in the life of two services, for dashboards to show: two instances of the shop and one of its bank, with the agent
 * and under traffic. A burst of errors, a deployment of a newer version of one instance, collections that somebody asks for.
 *
 * <p>What {@code dashboards/preview/run} starts, in the project's directory. Arguments: a directory, and how many seconds it takes.
 * Writes {@code targets.json} there, as Prometheus reads files of targets, and says {@code scene: begins}, and {@code scene: over} when
 * everything has happened; then traffic goes on until SIGTERM.
 */
public final class Scene {

    private static final Path AGENT = Path.of("agent/dist/target/crowsnest-agent.jar");
    private static final Path SHOP = Path.of("shop/service/target/shop.jar");
    private static final Path ELASTICSEARCH = Path.of("shop/servers/target/distributions/elasticsearch.zip");

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Path directory;
    private final PostgreSql database;
    private final Elasticsearch elasticsearch;

    private Scene(Path directory, PostgreSql database, Elasticsearch elasticsearch) {
        this.directory = directory;
        this.database = database;
        this.elasticsearch = elasticsearch;
    }

    /** Runs the scene until it is stopped. */
    public static void main(String[] args) throws IOException {
        Path directory = Path.of(args[0]).toAbsolutePath();
        long seconds = Long.parseLong(args[1]);
        CountDownLatch ended = new CountDownLatch(1);
        Thread main = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            main.interrupt();
            try {
                ended.await(1, TimeUnit.MINUTES);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }));
        Path programs = ServerDirectory.orTemporary(directory.resolve("servers"));
        try (PostgreSql database = PostgreSql.start(programs);
                Elasticsearch elasticsearch = Elasticsearch.start(ELASTICSEARCH.toAbsolutePath(), programs)) {
            elasticsearch.putLogsTemplate();
            System.out.println("scene: elasticsearch " + elasticsearch.url());
            new Scene(directory, database, elasticsearch).play(seconds);
        } catch (InterruptedException stopped) {
            System.out.println("scene: stopped");
        } finally {
            ended.countDown();
        }
    }

    private void play(long seconds) throws IOException, InterruptedException {
        try (Shop bank = start("bank", "bank-1", "2.0.1", "");
                Shop first = start("shop", "shop-1", "1.4.2", bank.url().toString());
                Customers ofFirst = new Customers(first.url())) {
            Shop second = start("shop", "shop-2", "1.4.2", bank.url().toString());
            Customers ofSecond = new Customers(second.url());
            try {
                targets(bank, first, second);
                System.out.println("scene: begins");
                ofFirst.come();
                ofSecond.come();
                pass(seconds * 4 / 10);

                ofSecond.makeTrouble(true);
                pass(seconds / 10);
                ofSecond.makeTrouble(false);
                pass(seconds / 10);

                ofSecond.close();
                second.close();
                second = start("shop", "shop-2", "1.5.0", bank.url().toString());
                targets(bank, first, second);
                ofSecond = new Customers(second.url());
                ofSecond.come();
                pass(seconds * 15 / 100);

                for (int i = 0; i < seconds / 20; i++) {
                    collect(first);
                    pass(1);
                }
                pass(seconds * 2 / 10);
                System.out.println("scene: over");
                Thread.sleep(Long.MAX_VALUE);
            } finally {
                ofSecond.close();
                second.close();
            }
        }
    }

    private static void pass(long seconds) throws InterruptedException {
        Thread.sleep(Duration.ofSeconds(seconds).toMillis());
    }

    /** Starts an instance of a service on a host of that name, with a bank elsewhere if {@code bank} is not empty. */
    private Shop start(String service, String host, String version, String bank)
            throws IOException, InterruptedException {
        Path home = Files.createDirectories(directory.resolve(host + "-" + version));
        List<String> options = new ArrayList<>(List.of(
                "-Xmx96m",
                "-javaagent:" + AGENT.toAbsolutePath(),
                "-Dcrowsnest.service.name=" + service,
                "-Dcrowsnest.service.version=" + version,
                "-Dcrowsnest.elasticsearch.url=" + elasticsearch.url(),
                "-Dcrowsnest.logs.spool.directory=" + directory.resolve("spool").resolve(host),
                // Pools open new connections now and then, as those do that run for hours.
                "-Dspring.datasource.hikari.max-lifetime=30000"));
        if (bank.isEmpty()) {
            // Works beside the application, so that there is something to see of that, too.
            options.add("-XX:+UseZGC");
        } else {
            options.add("-Dshop.bank.url=" + bank);
        }
        Shop shop = Shop.start(SHOP.toAbsolutePath(), options, database.jdbcUrl(), home, Map.of("HOSTNAME", host));
        shop.awaitAnswer(new Traffic(shop.url()), PATIENCE);
        return shop;
    }

    private void targets(Shop bank, Shop first, Shop second) throws IOException {
        String json = "["
                + String.join(
                        ",",
                        target(bank, "bank", "bank-1"),
                        target(first, "shop", "shop-1"),
                        target(second, "shop", "shop-2"))
                + "]";
        Path written = Files.writeString(directory.resolve("targets.new"), json);
        Files.move(
                written,
                directory.resolve("targets.json"),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    private static String target(Shop shop, String job, String instance) throws IOException {
        String address = shop.metrics()
                .orElseThrow(() -> new IOException("the agent of " + instance + " hasn't said where its metrics are"))
                .getAuthority();
        return String.format(
                Locale.ROOT,
                "{\"targets\":[\"%s\"],\"labels\":{\"job\":\"%s\",\"instance\":\"%s\"}}",
                address,
                job,
                instance);
    }

    private static void collect(Shop shop) throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        new ProcessBuilder(jcmd.toString(), String.valueOf(shop.pid()), "GC.run")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
