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
    private final List<List<Document>> windows = new ArrayList<>();
    private final Caution caution = new Caution();
    private int closes;
    private boolean loses;
    private int closesUntilDown = Integer.MAX_VALUE;

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

        Delivery delivery = new Delivery(all, null, caution);
        exchange(delivery);

        assertThat(delivery.hasProgress()).isFalse();
        // 2000, 63, 2 and 1, then three witnesses.
        assertThat(closes).isEqualTo(7);
    }

    @Test
    void keepsTheOrderAsLongAsNothingIsSuspected() throws Exception {
        List<Document> all = documents(5_000);

        deliver(all);

        assertThat(taken).isEqualTo(all);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 15, 16, 250, 498, 499})
    void closesFiveConnectionsForOneOfFiveHundred(int place) throws Exception {
        List<Document> all = documents(500);
        poison.add(all.get(place));

        deliver(all);

        assertThat(refused).containsExactly(all.get(place));
        assertThat(closes).isEqualTo(5);
        List<Document> others = new ArrayList<>(all);
        others.remove(place);
        assertThat(taken).isEqualTo(others);
    }

    @Test
    void sendsSmallWindowsForAWhileAfterAPoisonEvent() throws Exception {
        List<Document> all = documents(2_000);
        poison.add(all.get(3));
        deliver(all);
        windows.clear();

        deliver(documents(Caution.CALM_AFTER));
        assertThat(windows.subList(0, 90)).allMatch(window -> window.size() <= 64);

        deliver(documents(5_000));
        assertThat(windows).anyMatch(window -> window.size() == Window.MAX_EVENTS);
    }

    @Test
    void sendsLittleTwiceWherePoisonEventsComeAgainAndAgain() throws Exception {
        List<Document> all = documents(20_000);
        for (int place = 500; place < all.size(); place += 1_000) {
            poison.add(all.get(place));
        }

        deliver(all);

        assertThat(refused).hasSize(20);
        assertThat(windows.stream().mapToInt(List::size).sum()).isLessThan(40_000);
    }

    @Test
    void refusesNothingWhenTheServerEndsEachConnectionAfterAWindow() throws Exception {
        Delivery delivery = new Delivery(documents(3_000), null, caution);
        while (delivery.isOpen()) {
            int size = delivery.nextWindow().size();
            while (!delivery.nextWindow().isEmpty()) {
                // On its way, too.
            }
            delivery.acknowledged(size);
            if (delivery.isOpen()) {
                assertThat(delivery.closed()).isTrue();
            }
        }

        assertThat(delivery.verdicts("")).containsOnly(Verdict.DELIVERED);
    }

    @Test
    void refusesNothingWhenEverySecondConnectionLeadsToNobody() throws Exception {
        Delivery delivery = new Delivery(documents(300), null, caution);
        for (int connection = 0; delivery.isOpen(); connection++) {
            if (connection % 2 == 0) {
                delivery.nextWindow();
                assertThat(delivery.closed()).isTrue();
                continue;
            }
            for (List<Document> window = delivery.nextWindow(); !window.isEmpty(); window = delivery.nextWindow()) {
                delivery.acknowledged(window.size());
            }
        }

        assertThat(delivery.verdicts("")).containsOnly(Verdict.DELIVERED);
    }

    @Test
    void findsThePoisonWhereAcknowledgementsAreLostWithTheConnection() throws Exception {
        List<Document> all = documents(500);
        poison.add(all.get(321));
        loses = true;

        deliver(all);

        assertThat(refused).containsExactly(all.get(321));
        assertThat(taken).containsAll(all.subList(322, 500)).doesNotContain(all.get(321));
    }

    @Test
    void aTrialThatLacksAWitnessGoesOnWithTheNextBatch() throws Exception {
        List<Document> all = documents(3);
        poison.add(all.get(0));

        Delivery first = new Delivery(all.subList(0, 2), null, caution);
        exchange(first);

        assertThat(first.verdicts("later").stream().map(Verdict::status))
                .containsExactly(Status.ADJOURNED, Status.DELIVERED);
        Delivery second = new Delivery(List.of(all.get(0), all.get(2)), first.trial(), caution);
        exchange(second);

        assertThat(second.verdicts("later").stream().map(Verdict::status))
                .containsExactly(Status.REFUSED, Status.DELIVERED);
    }

    @Test
    void refusesNothingWhenTheServerGoesAwayBehindTheOnlyWitness() throws Exception {
        List<Document> all = documents(3);
        Delivery delivery = new Delivery(all.subList(0, 2), null, caution);
        // It starts while a load balancer takes connections for it.
        delivery.nextWindow();
        delivery.closed();
        delivery.nextWindow();
        delivery.closed();
        // It takes the witness and goes.
        delivery.nextWindow();
        delivery.acknowledged(1);
        delivery.nextWindow();
        while (delivery.isOpen() && delivery.closed()) {
            delivery.nextWindow();
        }

        assertThat(delivery.verdicts("later").stream().map(Verdict::status))
                .containsExactly(Status.ADJOURNED, Status.DELIVERED);
        // It is there again.
        Delivery next = new Delivery(List.of(all.get(0), all.get(2)), delivery.trial(), caution);
        exchange(next);

        assertThat(next.verdicts("")).containsOnly(Verdict.DELIVERED);
    }

    @Test
    void refusesNothingWhenTheServerGoesAwayInTheMiddleOfTheSearch() throws Exception {
        List<Document> all = documents(100);
        poison.add(all.get(50));
        for (int lifetime = 0; lifetime < 5; lifetime++) {
            closes = 0;
            closesUntilDown = lifetime;
            Delivery delivery = new Delivery(all, null, caution);
            exchange(delivery);

            assertThat(delivery.verdicts("").stream().map(Verdict::status)).doesNotContain(Status.REFUSED);
        }
    }

    /** Sends until there is a verdict on each, in several batches as the shipper does, for an application that goes on logging. */
    private void deliver(List<Document> all) throws ProtocolException {
        refused.clear();
        taken.clear();
        Trial trial = null;
        for (List<Document> batch = all; all.stream().anyMatch(batch::contains); batch.addAll(documents(1))) {
            Delivery delivery = new Delivery(batch, trial, caution);
            exchange(delivery);
            trial = delivery.trial();
            List<Document> open = new ArrayList<>();
            List<Verdict> verdicts = delivery.verdicts("later");
            for (int i = 0; i < batch.size(); i++) {
                Status status = verdicts.get(i).status();
                if (status == Status.REFUSED) {
                    refused.add(batch.get(i));
                } else if (status == Status.BUSY || status == Status.ADJOURNED) {
                    open.add(batch.get(i));
                }
            }
            batch = open;
        }
        taken.retainAll(all);
    }

    /** A server that acknowledges window by window, and closes at poison, until this makes no sense any more. */
    private void exchange(Delivery delivery) throws ProtocolException {
        List<List<Document>> waiting = new ArrayList<>();
        if (loses) {
            exchangeWithLosses(delivery);
            return;
        }
        while (delivery.isOpen()) {
            for (List<Document> more = delivery.nextWindow(); !more.isEmpty(); more = delivery.nextWindow()) {
                waiting.add(more);
                windows.add(more);
            }
            List<Document> window = waiting.remove(0);
            if (closes < closesUntilDown && window.stream().noneMatch(poison::contains)) {
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

    /** The same, but acknowledgements that are on their way when it closes are lost. */
    private void exchangeWithLosses(Delivery delivery) throws ProtocolException {
        while (delivery.isOpen()) {
            List<List<Document>> waiting = new ArrayList<>();
            for (List<Document> more = delivery.nextWindow(); !more.isEmpty(); more = delivery.nextWindow()) {
                waiting.add(more);
            }
            boolean closes = waiting.stream().flatMap(List::stream).anyMatch(poison::contains);
            if (closes) {
                assertThat(delivery.closed()).isTrue();
                continue;
            }
            for (List<Document> window : waiting) {
                taken.addAll(window);
                delivery.acknowledged(window.size());
            }
        }
    }
}
