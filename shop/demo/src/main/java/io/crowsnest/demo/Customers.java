package io.crowsnest.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Customers whose number goes up and down, nearly all of them content. */
final class Customers implements AutoCloseable {

    private static final int WORKERS = 4;
    private static final int PRODUCTS = 6;
    private static final int CUSTOMERS = 25;
    private static final double WAVE_SECONDS = 90;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI shop;
    private final List<Thread> workers = new ArrayList<>();
    private volatile boolean trouble;

    Customers(URI shop) {
        this.shop = shop;
    }

    void come() {
        for (int i = 0; i < WORKERS; i++) {
            Thread worker = new Thread(this::buyAndLook, "customers-" + i);
            worker.setDaemon(true);
            worker.start();
            workers.add(worker);
        }
    }

    /** Whether a third of the orders end with an error of the bank, and some searches with one of the database. */
    void makeTrouble(boolean trouble) {
        this.trouble = trouble;
    }

    private void buyAndLook() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    visit(ThreadLocalRandom.current());
                } catch (IOException noAnswer) {
                    // The shop is being deployed: the customer tries again.
                }
                Thread.sleep(pause());
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    /** Milliseconds between two requests of a worker, in a wave and with some chance. */
    private static long pause() {
        double wave = Math.sin(2 * Math.PI * System.nanoTime() / 1e9 / WAVE_SECONDS);
        return Math.round((90 + 40 * wave) * ThreadLocalRandom.current().nextDouble(0.5, 1.5));
    }

    private void visit(ThreadLocalRandom chance) throws IOException, InterruptedException {
        int dice = chance.nextInt(100);
        String customer = "customer-" + chance.nextInt(CUSTOMERS);
        long product = 1L + chance.nextInt(PRODUCTS);
        if (dice < 40) {
            get("/products");
        } else if (dice < 62) {
            get("/products/" + product);
        } else if (dice < 72) {
            // PostgreSQL refuses the character zero in a text.
            get("/orders?customer=" + (trouble && dice < 64 ? "%00" : customer));
        } else if (dice < 74) {
            get("/products/999");
        } else {
            order(customer, product, card(chance));
        }
    }

    private String card(ThreadLocalRandom chance) {
        if ((trouble && chance.nextInt(3) == 0) || chance.nextInt(2000) == 0) {
            return "broken";
        }
        return chance.nextInt(15) == 0 ? "declined" : "valid";
    }

    private void get(String path) throws IOException, InterruptedException {
        send(request(path).GET());
    }

    private void order(String customer, long product, String card) throws IOException, InterruptedException {
        String body = "{\"customer\":\"%s\",\"productId\":%d,\"quantity\":1,\"card\":\"%s\"}"
                .formatted(customer, product, card);
        send(request("/orders").POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(shop.resolve(path))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json");
    }

    private void send(HttpRequest.Builder request) throws IOException, InterruptedException {
        client.send(request.build(), HttpResponse.BodyHandlers.discarding());
    }

    /** Starts nothing more; requests under way are given up. */
    @Override
    public void close() {
        workers.forEach(Thread::interrupt);
    }
}
