package io.crowsnest.tests;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Traffic at a steady pace, whatever the answers take; every answer is written down. */
final class Shoppers implements AutoCloseable {

    /** Requests that the service sends to itself to answer another: path of the other, path and status of its own. */
    private static final Map<String, Answer> BEHIND = Map.of(
            "/orders",
            new Answer("", "/stock", 200, Instant.EPOCH, 0),
            "/dependent",
            new Answer("", "/refused", 500, Instant.EPOCH, 0));

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final Map<Storefront, ScheduledFuture<?>> visits = new ConcurrentHashMap<>();
    private final Collection<Answer> answers = new ConcurrentLinkedQueue<>();
    private final Map<Storefront, AtomicInteger> openOf = new ConcurrentHashMap<>();
    private final AtomicInteger failures = new AtomicInteger();

    /** @param nanos from before the request was sent until its answer was there; 0 if nobody saw */
    record Answer(String instance, String path, int status, Instant at, long nanos) {}

    /** Sends the paths in turn, so many a second, instead of those before. */
    void visit(String instance, Storefront storefront, double perSecond, List<String> paths) {
        AtomicInteger next = new AtomicInteger();
        ScheduledFuture<?> before = visits.put(
                storefront,
                clock.scheduleAtFixedRate(
                        () -> send(instance, storefront, paths.get(next.getAndIncrement() % paths.size())),
                        0,
                        Math.round(1e9 / perSecond),
                        TimeUnit.NANOSECONDS));
        if (before != null) {
            before.cancel(false);
        }
    }

    /** Sends no more to it, and waits until all that was sent to it is answered. */
    void leave(Storefront storefront) {
        ScheduledFuture<?> visit = visits.remove(storefront);
        if (visit != null) {
            visit.cancel(false);
        }
        Poll.until(
                Duration.ofSeconds(20),
                () -> openOf.getOrDefault(storefront, new AtomicInteger()).get(),
                requests -> requests == 0);
    }

    /** Sends no more to any. */
    void leave() {
        List.copyOf(visits.keySet()).forEach(this::leave);
    }

    /** What comes of it is written down when it is there. */
    @SuppressWarnings("FutureReturnValueIgnored")
    void send(String instance, Storefront storefront, String path) {
        HttpRequest request = HttpRequest.newBuilder(storefront.uri(path))
                .timeout(Duration.ofSeconds(20))
                .build();
        AtomicInteger open = openOf.computeIfAbsent(storefront, any -> new AtomicInteger());
        open.incrementAndGet();
        long begin = System.nanoTime();
        client.sendAsync(request, BodyHandlers.discarding()).whenComplete((response, failure) -> {
            if (response == null) {
                failures.incrementAndGet();
            } else {
                long nanos = System.nanoTime() - begin;
                Instant now = Instant.now();
                answers.add(new Answer(instance, path, response.statusCode(), now, nanos));
                Answer behind = BEHIND.get(path);
                if (behind != null) {
                    answers.add(new Answer(instance, behind.path, behind.status, now, 0));
                }
            }
            open.decrementAndGet();
        });
    }

    int failures() {
        return failures.get();
    }

    /** All that the services have answered between two times, to each other, too. */
    List<Answer> answers(Instant from, Instant to) {
        List<Answer> some = new ArrayList<>(answers);
        some.removeIf(answer -> answer.at.isBefore(from) || answer.at.isAfter(to));
        return some;
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
