package io.crowsnest.exporter.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.exporter.spool.BatchResult;
import io.crowsnest.exporter.spool.BatchResult.Answered;
import io.crowsnest.exporter.spool.BatchResult.Failed;
import io.crowsnest.exporter.spool.BatchResult.Kind;
import io.crowsnest.exporter.spool.BatchResult.Verdict;
import io.crowsnest.exporter.spool.Document;
import io.crowsnest.servers.Elasticsearch;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Sends numbered documents in the background until every one is delivered or refused, as a shipper does: what isn't
 * acknowledged again, after a short pause, and half as many when they were too large.
 */
final class Delivery {

    private static final Duration PATIENCE = Duration.ofSeconds(Long.getLong("crowsnest.faults.seconds", 60));
    private static final int BATCH = 100;
    private static final long PAUSE_MILLIS = 50;

    final AtomicInteger delivered = new AtomicInteger();
    final Collection<Document> refused = new ConcurrentLinkedQueue<>();
    /** Why something had to be sent again, in words like {@code BUSY item 429 ...}. */
    final Collection<String> troubles = new ConcurrentLinkedQueue<>();

    private final int documents;
    private final CompletableFuture<Void> end;

    private Delivery(ElasticsearchDestination destination, List<Document> batches, long pauseMillis) {
        documents = batches.size();
        end = CompletableFuture.runAsync(() -> run(destination, batches, pauseMillis));
    }

    static Delivery of(ElasticsearchDestination destination, List<Document> documents) {
        return new Delivery(destination, documents, 0);
    }

    /** One that takes some seconds, so that something can happen meanwhile. */
    static Delivery slow(ElasticsearchDestination destination, List<Document> documents) {
        return new Delivery(destination, documents, PAUSE_MILLIS);
    }

    private void run(ElasticsearchDestination destination, List<Document> documents, long pauseMillis) {
        List<Document> open = new ArrayList<>(documents);
        int limit = BATCH;
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!open.isEmpty()) {
            assertThat(System.nanoTime()).as("in time, %s", troubles).isLessThan(deadline);
            List<Document> batch = List.copyOf(open.subList(0, Math.min(limit, open.size())));
            BatchResult result = destination.send(batch);
            if (result instanceof Failed failed && failed.kind() == Kind.TOO_LARGE && batch.size() == 1) {
                troubles.add(failed.kind() + " " + failed.reason());
                refused.add(open.remove(0));
            } else if (result instanceof Failed failed) {
                troubles.add(failed.kind() + " " + failed.reason());
                limit = failed.kind() == Kind.TOO_LARGE ? batch.size() / 2 : limit;
                sleep(PAUSE_MILLIS);
            } else if (result instanceof Answered answered) {
                settle(open, batch, answered.verdicts());
                sleep(pauseMillis);
            }
        }
    }

    private void settle(List<Document> open, List<Document> batch, List<Verdict> verdicts) {
        assertThat(verdicts).hasSameSizeAs(batch);
        open.subList(0, batch.size()).clear();
        for (int i = batch.size() - 1; i >= 0; i--) {
            Verdict verdict = verdicts.get(i);
            switch (verdict.status()) {
                case DELIVERED -> delivered.incrementAndGet();
                case SET_ASIDE -> {
                    troubles.add(verdict.status() + " " + verdict.reason());
                    delivered.incrementAndGet();
                }
                case REFUSED -> {
                    troubles.add(verdict.status() + " " + verdict.reason());
                    refused.add(batch.get(i));
                }
                case BUSY, ADJOURNED, BLOCKED -> {
                    troubles.add(verdict.status() + " " + verdict.reason());
                    open.add(0, batch.get(i));
                }
            }
        }
    }

    /** Waits until that many documents are delivered. */
    Delivery awaitDelivered(int number) {
        await(() -> delivered.get() >= number);
        return this;
    }

    /** Waits for a trouble that starts like this. */
    void awaitTrouble(String start) {
        await(() -> troubles.stream().anyMatch(trouble -> trouble.startsWith(start)));
    }

    private void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as("in time, delivered %s, %s", delivered, troubles)
                    .isLessThan(deadline);
            assertThat(end).as("delivery, %s", troubles).isNotDone();
            sleep(5);
        }
    }

    /** Waits for the end and makes sure that the data stream has every document that wasn't refused once, and nothing else. */
    void assertExactlyOnce(Elasticsearch server, String dataStream) throws Exception {
        end.get(PATIENCE.toSeconds() + 1, TimeUnit.SECONDS);
        assertThat(delivered.get() + refused.size()).isEqualTo(documents);
        assertThat(count(server, dataStream)).isEqualTo(delivered.get());
        if (refused.isEmpty()) {
            assertThat(sumOfSequences(server, dataStream)).isEqualTo(documents * (documents + 1L) / 2);
        }
    }

    static long count(Elasticsearch server, String dataStream) throws IOException {
        server.request("POST", "/" + dataStream + "/_refresh", "");
        String answer = server.request("GET", "/" + dataStream + "/_count?filter_path=count", "");
        return Long.parseLong(answer.replaceAll("\\D", ""));
    }

    private static long sumOfSequences(Elasticsearch server, String dataStream) throws IOException {
        String answer = server.request(
                "POST",
                "/" + dataStream + "/_search?size=0&filter_path=aggregations.all.value",
                "{\"aggs\":{\"all\":{\"sum\":{\"field\":\"event.sequence\"}}}}");
        return (long) Double.parseDouble(answer.replaceAll("[^-+.0-9E]", ""));
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
