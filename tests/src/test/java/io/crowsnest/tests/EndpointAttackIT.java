package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.dashboards.Prometheus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * What strangers do to the endpoint of a service that has users: who scrapes as one should gets an answer in a tenth of a second, the
 * users notice nothing, and nothing is left behind. Attackers, scraper, users and service share the machine.
 *
 * <p>{@code -Dcrowsnest.tests.attack-seconds=30} for longer attacks.
 */
@Isolated("measures how long scrapes take")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EndpointAttackIT {

    private static final Duration ATTACK = Duration.ofSeconds(Integer.getInteger("crowsnest.tests.attack-seconds", 6));
    private static final long PROMISED_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Of the machine's noise: this much of what is measured may take longer. */
    private static final double NOISE = 0.05;

    /** One for each of sixteen connections, and the one that accepts them. */
    private static final int MOST_THREADS = 16 + 1;

    private static final int SLOW_CLIENTS = 1000;
    private static final int SCRAPES_AT_ONCE = 200;
    private static final int GUESSES_PER_SECOND = 1000;
    private static final String TOKEN = "Authorization: Bearer t0ken\r\n";
    private static final String GET = "GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";

    private final Shoppers shoppers = new Shoppers();
    private final ExecutorService attackers = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "attacker");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean attacking;
    private Storefront storefront;
    private Traffic quiet;

    /** What scraper and users saw for a while; durations in nanoseconds. */
    private record Traffic(List<Long> scrapes, List<String> refused, List<Long> answers, double agentCpu) {

        static long quantile(List<Long> nanos, double share) {
            List<Long> sorted = nanos.stream().sorted().toList();
            return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
        }

        String describe() {
            return "%d scrapes, median %.1f ms, 95%% %.1f ms, longest %.1f ms, %d refused; %d answers, median %.1f ms, 95%% %.1f ms; agent %.2f cores"
                    .formatted(
                            scrapes.size(),
                            quantile(scrapes, 0.5) / 1e6,
                            quantile(scrapes, 1 - NOISE) / 1e6,
                            quantile(scrapes, 1) / 1e6,
                            refused.size(),
                            answers.size(),
                            quantile(answers, 0.5) / 1e6,
                            quantile(answers, 0.95) / 1e6,
                            agentCpu);
        }
    }

    /** Is done again and again, until the attack is over. */
    private interface Attack {
        void strike() throws IOException, InterruptedException;
    }

    @BeforeAll
    void start() throws IOException {
        storefront = Storefront.start(
                Jdks.all().get(0), Storefront.H2, Prometheus.freePort(), List.of("-Xmx256m"), "prometheus.token=t0ken");
        shoppers.visit("a", storefront, 50, List.of("/items/1"));
        // The JIT takes its time.
        look(ATTACK);
        quiet = look(ATTACK);
        System.out.println("endpoint, nobody attacks: " + quiet.describe());
    }

    @AfterAll
    void stop() {
        shoppers.close();
        attackers.shutdownNow();
        storefront.close();
    }

    @Test
    void aThousandClientsThatSendAByteASecondKeepNobodyOut() throws Exception {
        Socket[] sockets = new Socket[SLOW_CLIENTS];
        AtomicInteger sent = new AtomicInteger();
        try {
            endures("a thousand slow clients", List.of(() -> drip(sockets, sent.getAndIncrement())));
        } finally {
            for (Socket socket : sockets) {
                close(socket);
            }
        }
    }

    /** One byte of one of them. Whoever was thrown out comes again. */
    private void drip(Socket[] sockets, int number) throws InterruptedException {
        String request = GET + "X: ";
        int at = number % SLOW_CLIENTS;
        try {
            if (sockets[at] == null) {
                sockets[at] = connect();
            }
            char next = request.charAt(Math.min(number / SLOW_CLIENTS, request.length() - 1));
            sockets[at].getOutputStream().write(next);
        } catch (IOException thrownOut) {
            close(sockets[at]);
            sockets[at] = null;
        }
        Thread.sleep(1_000 / SLOW_CLIENTS);
    }

    @Test
    void twoHundredScrapesAtOnceKeepNobodyOut() throws Exception {
        List<Attack> attacks = new ArrayList<>();
        for (int i = 0; i < SCRAPES_AT_ONCE; i++) {
            attacks.add(() -> {
                exchange(GET + TOKEN + "\r\n");
                Thread.sleep(1_000);
            });
        }
        endures("two hundred scrapes at once", attacks);
    }

    @Test
    void headersThatNeverEndKeepNobodyOut() throws Exception {
        String head = GET + "X: " + "x".repeat(1 << 20);
        List<Attack> attacks = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            attacks.add(() -> {
                assertThat(exchange(head)).matches("(?s)|HTTP/1.1 (431|503) .*");
                Thread.sleep(10);
            });
        }
        endures("headers of a megabyte", attacks);
    }

    @Test
    void tenThousandMalformedRequestsKeepNobodyOut() throws Exception {
        AtomicInteger sent = new AtomicInteger();
        Random random = new Random(5);
        byte[] noise = new byte[64];
        Attack malformed = () -> {
            random.nextBytes(noise);
            String answer = exchange(new String(noise, StandardCharsets.ISO_8859_1) + "\r\n\r\n");
            assertThat(answer).doesNotContain("Exception", "\tat ");
            sent.incrementAndGet();
        };
        endures("malformed requests", List.of(malformed));
        System.out.println("endpoint, malformed requests: " + sent + " by then");
        while (sent.get() < 10_000) {
            malformed.strike();
        }

        assertThat(scrape()).startsWith("HTTP/1.1 200 ");
        assertThat(threads()).isLessThanOrEqualTo(MOST_THREADS);
    }

    @Test
    void aThousandWrongCredentialsASecondKeepNobodyOut() throws Exception {
        AtomicInteger guesses = new AtomicInteger();
        int threads = 8;
        List<Attack> attacks = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            long[] next = {System.nanoTime()};
            attacks.add(() -> {
                String answer = exchange(GET + "Authorization: Bearer " + guesses.incrementAndGet() + "\r\n\r\n");
                assertThat(answer).matches("(?s)|HTTP/1.1 (401|503) .*");
                next[0] += TimeUnit.SECONDS.toNanos(threads) / GUESSES_PER_SECOND;
                LockSupport.parkNanos(next[0] - System.nanoTime());
            });
        }
        long begin = System.nanoTime();
        endures("wrong credentials", attacks);
        System.out.printf("endpoint, wrong credentials: %s in %.1f s%n", guesses, (System.nanoTime() - begin) / 1e9);
    }

    private void endures(String name, List<Attack> attacks) throws Exception {
        double filesBefore = scraped().sum("process_files_open_files");
        AtomicInteger tooMuch = new AtomicInteger();
        attacking = true;
        List<Future<?>> running = new ArrayList<>();
        for (Attack attack : attacks) {
            running.add(attackers.submit(() -> goOn(attack, tooMuch)));
        }
        // Until the storm is at its height.
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
        Traffic attacked = look(ATTACK);
        attacking = false;
        for (Future<?> each : running) {
            each.get(30, TimeUnit.SECONDS);
        }
        System.out.println("endpoint, " + name + ": " + attacked.describe());

        assertThat(tooMuch).as("answers that say more than they may").hasValue(0);
        assertThat(attacked.refused).as(attacked.describe()).isEmpty();
        assertThat(Traffic.quantile(attacked.scrapes, 1 - NOISE))
                .as(attacked.describe())
                .isLessThan(PROMISED_NANOS);
        // Attackers and users share the machine; the service itself has the same work as before.
        assertThat(Traffic.quantile(attacked.answers, 0.5))
                .as(attacked.describe())
                .isLessThan(2 * Traffic.quantile(quiet.answers, 0.5) + TimeUnit.MILLISECONDS.toNanos(5));
        assertThat(shoppers.failures()).isZero();
        double files = Poll.until(
                Duration.ofSeconds(15), () -> scraped().sum("process_files_open_files"), now -> now <= filesBefore + 5);
        assertThat(files).isLessThanOrEqualTo(filesBefore + 5);
        assertThat(threads()).isLessThanOrEqualTo(MOST_THREADS);
    }

    private long threads() {
        return storefront
                .jcmd("Thread.print")
                .lines()
                .filter(line -> line.startsWith("\"crowsnest-http"))
                .count();
    }

    private void goOn(Attack attack, AtomicInteger tooMuch) {
        while (attacking) {
            try {
                attack.strike();
            } catch (IOException refused) {
                // Attackers come again.
            } catch (InterruptedException e) {
                return;
            } catch (AssertionError e) {
                tooMuch.incrementAndGet();
            }
        }
    }

    /** Scrapes ten times a second, and looks what users get meanwhile. */
    private Traffic look(Duration time) throws IOException {
        Instant begin = Instant.now();
        double cpuBefore = scraped().sum("crowsnest_cpu_seconds_total");
        List<Long> scrapes = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        while (Instant.now().isBefore(begin.plus(time))) {
            long start = System.nanoTime();
            String answer = scrape();
            long nanos = System.nanoTime() - start;
            if (answer.startsWith("HTTP/1.1 200 ") && answer.contains("jvm_memory_used_bytes")) {
                scrapes.add(nanos);
            } else {
                refused.add(answer.lines().findFirst().orElse("closed without an answer"));
            }
            LockSupport.parkNanos(PROMISED_NANOS - nanos);
        }
        double cpu = scraped().sum("crowsnest_cpu_seconds_total") - cpuBefore;
        double seconds = Duration.between(begin, Instant.now()).toNanos() / 1e9;
        List<Long> answers = shoppers.answers(begin, Instant.now()).stream()
                .map(Shoppers.Answer::nanos)
                .toList();
        return new Traffic(scrapes, refused, answers, cpu / seconds);
    }

    private String scrape() {
        try {
            return exchange(GET + TOKEN + "\r\n");
        } catch (IOException e) {
            return e.toString();
        }
    }

    private Scrape scraped() {
        String answer = Poll.until(Duration.ofSeconds(10), this::scrape, text -> text.startsWith("HTTP/1.1 200 "));
        return Scrape.parse(answer.substring(answer.indexOf("\r\n\r\n") + 4));
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), storefront.metricsPort());
        socket.setSoTimeout(10_000);
        socket.setTcpNoDelay(true);
        return socket;
    }

    private static void close(Socket socket) {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            // It was thrown out.
        }
    }

    /** Sends {@code text} and reads until the server closes; the empty text if it closes without an answer. */
    private String exchange(String text) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (SocketException e) {
            return "";
        }
    }
}
