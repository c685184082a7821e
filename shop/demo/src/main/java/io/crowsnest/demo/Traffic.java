package io.crowsnest.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Customers of the shop: a fixed mix of requests, good ones and bad ones, each counted by its answer. */
final class Traffic {

    private static final int WORKERS = 4;
    private static final int CUSTOMERS = 25;
    private static final int PRODUCTS = 6;
    private static final int DISCONTINUED = 7;
    private static final Pattern ID = Pattern.compile("\"id\":(\\d+)");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI shop;
    private final Tally tally = new Tally();
    private final AtomicLong next = new AtomicLong();
    private final AtomicLong lastOrder = new AtomicLong(1);
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final List<Thread> workers = new ArrayList<>();

    Traffic(URI shop) {
        this.shop = shop;
    }

    Tally tally() {
        return tally;
    }

    /**
     * Sends requests from a few threads.
     *
     * @param requests how many in total
     * @param pause how long each thread waits between two requests
     */
    void start(long requests, Duration pause) {
        for (int worker = 0; worker < WORKERS; worker++) {
            Thread thread = new Thread(() -> work(requests, pause), "customers-" + worker);
            thread.setDaemon(true);
            thread.start();
            workers.add(thread);
        }
    }

    /** Waits until every request has its answer. */
    void await() throws InterruptedException {
        for (Thread worker : workers) {
            worker.join();
        }
    }

    /** Starts nothing more; requests under way get their answers. */
    void stop() throws InterruptedException {
        stopped.set(true);
        await();
    }

    /** One request that is known to be good; false if nothing listens yet. */
    boolean knock() throws InterruptedException {
        try {
            exchange("GET", "/products", "/products", "");
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    private void work(long requests, Duration pause) {
        try {
            for (long n = next.getAndIncrement(); n < requests && !stopped.get(); n = next.getAndIncrement()) {
                try {
                    send(n);
                } catch (IOException noAnswer) {
                    tally.addFailure();
                }
                Thread.sleep(pause.toMillis());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The mix: of 20 requests 13 look around, 4 buy and 3 go wrong. */
    private void send(long n) throws IOException, InterruptedException {
        long round = n / 20;
        String customer = "customer-" + n % CUSTOMERS;
        long product = 1 + n % PRODUCTS;
        switch ((int) (n % 20)) {
            case 0, 4, 8, 12 -> exchange("GET", "/products", "/products", "");
            case 1, 5, 9, 13, 16 -> exchange("GET", "/products/" + product, "/products/{id}", "");
            case 2, 6, 10, 14 -> order(customer, product, 1 + n % 3, "valid");
            case 3, 11 -> exchange("GET", "/orders/" + lastOrder.get(), "/orders/{id}", "");
            case 7, 15 -> exchange("GET", "/orders?customer=" + customer, "/orders", "");
            case 17 -> order(customer, product, 1, round % 2 == 0 ? "declined" : "broken");
            case 18 -> order(customer, DISCONTINUED, 1, "valid");
            default -> mistake((int) (round % 6), customer);
        }
    }

    private void mistake(int kind, String customer) throws IOException, InterruptedException {
        switch (kind) {
            case 0 -> exchange("GET", "/products/999", "/products/{id}", "");
            case 1 -> exchange("POST", "/orders", "/orders", "{\"customer\":");
            case 2 -> order(customer, 1, 0, "valid");
            case 3 -> exchange("GET", "/orders", "/orders", "");
            // Spring's handler of static files takes what no controller wants.
            case 4 -> exchange("GET", "/no/such/page", "NOT_FOUND", "");
            default -> exchange("DELETE", "/products", "UNKNOWN", "");
        }
    }

    private void order(String customer, long product, long quantity, String card)
            throws IOException, InterruptedException {
        String body = "{\"customer\":\"%s\",\"productId\":%d,\"quantity\":%d,\"card\":\"%s\"}"
                .formatted(customer, product, quantity, card);
        HttpResponse<String> response = exchange("POST", "/orders", "/orders", body);
        // An order that gets as far as the bank makes the shop send a request to itself.
        switch (response.statusCode()) {
            case 201 -> {
                tally.add(new Answered("POST", "/payments", 200));
                Matcher id = ID.matcher(response.body());
                if (id.find()) {
                    lastOrder.set(Long.parseLong(id.group(1)));
                }
            }
            case 402 -> tally.add(new Answered("POST", "/payments", 402));
            case 502 -> tally.add(new Answered("POST", "/payments", 500));
            default -> {}
        }
    }

    private HttpResponse<String> exchange(String method, String path, String route, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(shop.resolve(path))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        tally.add(new Answered(method, route, response.statusCode()));
        return response;
    }
}
