package io.crowsnest.demo;

import io.crowsnest.servers.Elasticsearch;
import io.crowsnest.servers.PostgreSql;
import io.crowsnest.servers.ServerDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A few minutes in the life of two services, for dashboards to show: two instances of the shop and one of its bank, with the agent
 * and under traffic. The shops' database fails over and refuses their login for a while; then a burst of errors, receivers of metrics that are away, a
 * deployment of a newer version of one instance, collections that somebody asks for.
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
    private final Cluster database;
    private final Elasticsearch elasticsearch;
    private final Receivers receivers;

    private Scene(Path directory, Cluster database, Elasticsearch elasticsearch, Receivers receivers) {
        this.directory = directory;
        this.database = database;
        this.elasticsearch = elasticsearch;
        this.receivers = receivers;
    }

    /** Runs the scene until it is stopped. */
    public static void main(String[] args) throws IOException, SQLException {
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
                Elasticsearch elasticsearch = Elasticsearch.start(ELASTICSEARCH.toAbsolutePath(), programs);
                Receivers receivers = new Receivers()) {
            elasticsearch.putLogsTemplate();
            System.out.println("scene: elasticsearch " + elasticsearch.url());
            new Scene(directory, new Cluster(database, directory), elasticsearch, receivers).play(seconds);
        } catch (InterruptedException stopped) {
            System.out.println("scene: stopped");
        } finally {
            ended.countDown();
        }
    }

    private void play(long seconds) throws IOException, InterruptedException, SQLException {
        int relayOfFirst = StatsdClient.freePort();
        int relayOfSecond = StatsdClient.freePort();
        try (Shop bank = startBank();
                Shop first = startShop("shop-1", "1.4.2", bank, relayOfFirst);
                Customers ofFirst = new Customers(first.url());
                StatsdClient statsdOfFirst = new StatsdClient(relayOfFirst);
                StatsdClient statsdOfSecond = new StatsdClient(relayOfSecond)) {
            Shop second = startShop("shop-2", "1.4.2", bank, relayOfSecond);
            Customers ofSecond = new Customers(second.url());
            try {
                targets(bank, first, second);
                System.out.println("scene: begins");
                ofFirst.come();
                ofSecond.come();
                statsdOfFirst.begin();
                statsdOfSecond.begin();
                pass(seconds * 15 / 100);

                database.failOver();
                pass(seconds / 30);
                database.demoteWriter();
                pass(seconds / 50);
                database.forgetReader();
                pass(seconds / 10);
                database.refuseLogins();
                pass(seconds / 20);
                database.acceptLogins();
                pass(seconds / 10);

                ofSecond.makeTrouble(true);
                pass(seconds / 10);
                ofSecond.makeTrouble(false);
                receivers.leave();
                pass(seconds / 10);
                receivers.comeBack();

                ofSecond.close();
                second.close();
                second = startShop("shop-2", "1.5.0", bank, relayOfSecond);
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

    private Shop startBank() throws IOException, InterruptedException {
        // Works beside the application, so that there is something to see of that, too.
        return start("bank", "bank-1", "2.0.1", database.jdbcUrlOfBank(), List.of("-XX:+UseZGC"));
    }

    /** With a relay on that port for the application's own DogStatsD. */
    private Shop startShop(String host, String version, Shop bank, int relay) throws IOException, InterruptedException {
        return start(
                "shop",
                host,
                version,
                database.jdbcUrl(),
                List.of("-Dshop.bank.url=" + bank.url(), "-Dcrowsnest.datadog.relay.listen=udp://127.0.0.1:" + relay));
    }

    /** Starts an instance of a service on a host of that name. */
    private Shop start(String service, String host, String version, String jdbcUrl, List<String> more)
            throws IOException, InterruptedException {
        Path home = Files.createDirectories(directory.resolve(host + "-" + version));
        List<String> options = new ArrayList<>(List.of(
                "-Xmx96m",
                "-javaagent:" + AGENT.toAbsolutePath(),
                "-Dcrowsnest.service.name=" + service,
                "-Dcrowsnest.service.version=" + version,
                "-Dcrowsnest.elasticsearch.url=" + elasticsearch.url(),
                "-Dcrowsnest.logs.spool.directory=" + directory.resolve("spool").resolve(host),
                "-Dcrowsnest.datadog.url=" + receivers.datadogUrl(),
                "-Dcrowsnest.prometheus.push.protocol=remote-write",
                "-Dcrowsnest.prometheus.push.url=" + receivers.remoteWriteUrl(),
                // As everything here: in a hurry, so that minutes look like an hour.
                "-Dcrowsnest.prometheus.push.interval=5s",
                "-Dcrowsnest.datadog.interval=5s",
                // Pools open new connections now and then, as those do that run for hours.
                "-Dspring.datasource.hikari.max-lifetime=30000"));
        options.addAll(database.jvmOptions());
        options.addAll(more);
        Shop shop = Shop.start(
                SHOP.toAbsolutePath(), Shop.PORTS.firstFree(), options, jdbcUrl, home, Map.of("HOSTNAME", host));
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
