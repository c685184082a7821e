package io.crowsnest.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Requests at a fixed rate: nine times {@code GET /products/N}, then one {@code POST /orders}. Latency counts from the moment
 * at which a request was due, so a service that stalls doesn't look fast because it was asked less.
 */
final class Load {

    private static final int WORKERS = 8;
    private static final int SATURATING = 4;
    private static final int PRODUCTS = 6;
    private static final int TIMEOUT_MILLIS = 10_000;

    /** What came back. */
    record Outcome(int requests, int failures, List<Double> latencyMillis) {}

    /** Sends request {@code number}; false if the answer is not the expected one. */
    interface Sender {
        boolean send(URI target, int number);
    }

    private final URI target;
    private final Sender sender;
    private final AtomicInteger failures = new AtomicInteger();
    private final List<Double> latencies = Collections.synchronizedList(new ArrayList<>());

    private Load(URI target, Sender sender) {
        this.target = target;
        this.sender = sender;
    }

    /** The usual mix of the shop; see {@link #run(URI, int, int, Sender)}. */
    static Outcome run(URI shop, int perSecond, int seconds) throws InterruptedException {
        return run(shop, perSecond, seconds, Load::shop);
    }

    /** Runs for {@code seconds} and returns once the last answer is there. */
    static Outcome run(URI target, int perSecond, int seconds, Sender sender) throws InterruptedException {
        Load load = new Load(target, sender);
        int requests = perSecond * seconds;
        long start = System.nanoTime();
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < WORKERS; i++) {
            int first = i;
            Thread worker = new Thread(() -> load.work(first, requests, start, perSecond), "load-" + i);
            worker.start();
            workers.add(worker);
        }
        for (Thread worker : workers) {
            worker.join();
        }
        return new Outcome(requests, load.failures.get(), load.latencies);
    }

    /** True if the service answers. */
    static boolean answers(URI shop) {
        try {
            return send(shop.resolve("/products"), "") == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private void work(int first, int requests, long start, int perSecond) {
        for (int i = first; i < requests; i += WORKERS) {
            long due = start + TimeUnit.SECONDS.toNanos(1) * i / perSecond;
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            if (!sender.send(target, i)) {
                failures.incrementAndGet();
            }
            latencies.add((System.nanoTime() - due) / 1e6);
        }
    }

    /** Sends {@code GET} requests from {@value #SATURATING} threads, each as soon as the last is answered. */
    static Outcome saturate(URI target, int seconds) throws InterruptedException {
        Load load = new Load(target, Load::get);
        AtomicInteger requests = new AtomicInteger();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < SATURATING; i++) {
            Thread worker = new Thread(
                    () -> {
                        while (System.nanoTime() < end) {
                            if (!get(target, requests.incrementAndGet())) {
                                load.failures.incrementAndGet();
                            }
                        }
                    },
                    "saturate-" + i);
            worker.start();
            workers.add(worker);
        }
        for (Thread worker : workers) {
            worker.join();
        }
        return new Outcome(requests.get(), load.failures.get(), List.of());
    }

    /** One {@code GET}, to be answered with 200. */
    static boolean get(URI target, int number) {
        try {
            return send(target, "") == 200;
        } catch (IOException failed) {
            return false;
        }
    }

    private static boolean shop(URI shop, int number) {
        int product = 1 + number % PRODUCTS;
        try {
            if (number % 10 != 9) {
                return send(shop.resolve("/products/" + product), "") == 200;
            }
            String order =
                    "{\"customer\":\"benchmark\",\"productId\":" + product + ",\"quantity\":1,\"card\":\"4000\"}";
            return send(shop.resolve("/orders"), order) == 201;
        } catch (IOException failed) {
            return false;
        }
    }

    /** GET, or POST if there is a body; the connection is kept for the next request of this thread. */
    private static int send(URI uri, String body) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        if (!body.isEmpty()) {
            connection.setDoOutput(true);
            connection.setRequestProperty("Content-Type", "application/json");
            try (OutputStream out = connection.getOutputStream()) {
                out.write(body.getBytes(StandardCharsets.UTF_8));
            }
        }
        int status = connection.getResponseCode();
        InputStream answer = status < 400 ? connection.getInputStream() : connection.getErrorStream();
        if (answer != null) {
            try (answer) {
                answer.readAllBytes();
            }
        }
        return status;
    }
}
