package io.crowsnest.exporter.logstash;

import static io.crowsnest.exporter.logstash.Documents.documents;
import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.exporter.spool.BatchResult.Status;
import io.crowsnest.exporter.spool.BatchResult.Verdict;
import io.crowsnest.exporter.spool.Document;
import java.net.ProtocolException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeliveryTest {

    private final Set<Document> poison = new HashSet<>();
    private final List<Document> refused = new ArrayList<>();
    private final List<Document> taken = new ArrayList<>();
    private int closes;

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7, 500, 2100})
    void findsThePoisonWhereverItIs(int size) throws Exception {
        List<Document> all = documents(size);
        for (int place :
                IntStream.of(0, 1, size / 2, size - 2, size - 1).distinct().toArray()) {
            poison.clear();
            poison.add(all.get(place));

            deliver(all);

            assertThat(refused).containsExactly(all.get(place));
            assertThat(taken).hasSize(size - 1).doesNotHaveDuplicates();
        }
    }

    @Test
    void findsManyInARow() throws Exception {
        List<Document> all = documents(500);
        poison.addAll(all.subList(0, 100));

        deliver(all);

        assertThat(refused).containsExactlyInAnyOrderElementsOf(all.subList(0, 100));
        assertThat(taken).containsExactlyInAnyOrderElementsOf(all.subList(100, 500));
    }

    @Test
    void findsThemAnywhere() throws Exception {
        List<Document> all = documents(1_000);
        Random random = new Random(7);
        all.stream().filter(document -> random.nextInt(20) == 0).forEach(poison::add);

        deliver(all);

        assertThat(refused).containsExactlyInAnyOrderElementsOf(poison);
        assertThat(taken).hasSize(1_000 - poison.size()).doesNotHaveDuplicates();
    }

    @Test
    void comesToAnEndSoonWhenNothingGetsThrough() throws Exception {
        List<Document> all = documents(2_000);
        poison.addAll(all);

        Delivery delivery = new Delivery(all);
        exchange(delivery);

        assertThat(delivery.hasProgress()).isFalse();
        assertThat(closes).isEqualTo(6);
    }

    @Test
    void keepsTheOrderAsLongAsNothingIsSuspected() throws Exception {
        List<Document> all = documents(5_000);

        deliver(all);

        assertThat(taken).isEqualTo(all);
    }

    @Test
    void suspectsNothingAfterTwoCloses() throws Exception {
        Delivery delivery = new Delivery(documents(10));
        for (int i = 0; i < 2; i++) {
            assertThat(delivery.nextWindow()).hasSize(10);
            assertThat(delivery.closed()).isTrue();
        }
        assertThat(delivery.nextWindow()).hasSize(10);
        delivery.acknowledged(1);
        for (int i = 0; i < 2; i++) {
            delivery.closed();
            assertThat(delivery.nextWindow()).hasSize(9);
        }
        delivery.acknowledged(9);

        assertThat(delivery.isOpen()).isFalse();
        assertThat(delivery.verdicts("")).containsOnly(Verdict.DELIVERED);
    }

    /** Sends until there is a verdict on each, in several batches as the shipper does. */
    private void deliver(List<Document> all) throws ProtocolException {
        refused.clear();
        taken.clear();
        for (List<Document> batch = all; !batch.isEmpty(); ) {
            Delivery delivery = new Delivery(batch);
            exchange(delivery);
            List<Document> open = new ArrayList<>();
            List<Verdict> verdicts = delivery.verdicts("later");
            for (int i = 0; i < batch.size(); i++) {
                Status status = verdicts.get(i).status();
                if (status == Status.REFUSED) {
                    refused.add(batch.get(i));
                } else if (status == Status.BUSY) {
                    open.add(batch.get(i));
                }
            }
            batch = open;
        }
    }

    /** A server that acknowledges window by window, and closes at poison, until this makes no sense any more. */
    private void exchange(Delivery delivery) throws ProtocolException {
        List<List<Document>> waiting = new ArrayList<>();
        while (delivery.isOpen()) {
            for (List<Document> more = delivery.nextWindow(); !more.isEmpty(); more = delivery.nextWindow()) {
                waiting.add(more);
            }
            List<Document> window = waiting.remove(0);
            if (window.stream().noneMatch(poison::contains)) {
                taken.addAll(window);
                delivery.acknowledged(window.size());
                continue;
            }
            closes++;
            waiting.clear();
            if (!delivery.closed()) {
                return;
            }
        }
    }
}
