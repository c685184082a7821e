package io.crowsnest.exporter.logstash;

import static io.crowsnest.exporter.logstash.Documents.documents;
import static io.crowsnest.exporter.logstash.Documents.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crowsnest.exporter.spool.BatchResult;
import io.crowsnest.exporter.spool.BatchResult.Answered;
import io.crowsnest.exporter.spool.BatchResult.Failed;
import io.crowsnest.exporter.spool.BatchResult.Kind;
import io.crowsnest.exporter.spool.BatchResult.Status;
import io.crowsnest.exporter.spool.BatchResult.Verdict;
import io.crowsnest.exporter.spool.Document;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Every fault of a server or a network that we know of. */
@Timeout(value = 20, threadMode = ThreadMode.SEPARATE_THREAD)
class LumberjackTest {

    private static final Timing TIMING =
            new Timing(Duration.ofSeconds(2), Duration.ofMillis(300), Duration.ofSeconds(45), Duration.ofMillis(500));

    private final LumberjackServer server = new LumberjackServer();
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private final List<String> refused = new ArrayList<>();
    private final LogstashDestination destination = destination(TIMING, server.url());

    LumberjackTest() throws IOException {}

    @AfterEach
    void stop() throws IOException {
        destination.close();
        server.close();
        assertThat(server.faults).isEmpty();
    }

    @Test
    void deliversWhatIsAcknowledged() {
        List<Document> batch = documents(3);

        assertThat(destination.send(batch)).isEqualTo(delivered(3));
        assertThat(server.taken).isEqualTo(ids(batch));
        assertThat(server.windows).containsExactly(3);
    }

    @Test
    void keepsTheConnectionForTheNextBatch() {
        destination.send(documents(3));
        destination.send(documents(3));

        assertThat(server.connections).hasValue(1);
    }

    @Test
    void hasTwoWindowsOnTheirWayAndNotMore() {
        List<Integer> windowsAtFirstAnswer = new ArrayList<>();
        List<List<String>> waiting = new ArrayList<>();
        server.script = (peer, events) -> {
            waiting.add(events);
            if (waiting.size() == 2) {
                // A third would be here by now.
                pause(50);
                windowsAtFirstAnswer.add(peer.in.available());
                peer.take(waiting.get(0));
                peer.take(waiting.get(1));
            } else if (waiting.size() == 3) {
                peer.take(events);
            }
        };

        List<Document> batch = documents(5000);

        assertThat(destination.send(batch)).isEqualTo(delivered(5000));
        assertThat(server.windows).containsExactly(2048, 2048, 904);
        assertThat(windowsAtFirstAnswer).containsExactly(0);
        assertThat(server.taken).isEqualTo(ids(batch));
    }

    @Test
    void limitsTheBytesOfAWindow() {
        String large = "x".repeat(200_000);
        List<Document> batch = documents(IntStream.range(0, 50).mapToObj(i -> large));

        assertThat(destination.send(batch)).isEqualTo(delivered(50));
        assertThat(server.windows).containsExactly(20, 20, 10);
    }

    @Test
    void takesAcknowledgementsOfPartsOfAWindow() {
        server.script = (peer, events) -> {
            peer.acknowledge(1);
            peer.acknowledge(0);
            peer.acknowledge(3);
            peer.acknowledge(2);
            peer.take(events);
        };

        assertThat(destination.send(documents(5))).isEqualTo(delivered(5));
        assertThat(server.windows).containsExactly(5);
    }

    @Test
    void sendsOnlyTheRestAgainAfterAPartWasAcknowledged() {
        server.script = (peer, events) -> {
            peer.take(events, Math.min(2, events.size()));
            peer.close();
        };

        List<Document> batch = documents(5);

        assertThat(destination.send(batch)).isEqualTo(delivered(5));
        assertThat(server.windows).containsExactly(5, 1, 1, 1);
        assertThat(server.taken).isEqualTo(ids(batch));
    }

    @Test
    void keepsTheRestForLaterWhenOnlyAPartGetsThrough() {
        server.script = (peer, events) -> peer.take(events, 2);

        List<Verdict> verdicts = ((Answered) destination.send(documents(4))).verdicts();

        Verdict later = new Verdict(Status.BUSY, "timed out");
        assertThat(verdicts).containsExactly(Verdict.DELIVERED, Verdict.DELIVERED, later, later);
    }

    @Test
    void givesUpAServerThatDoesNotAnswer() {
        server.script = (peer, events) -> {};

        long start = System.nanoTime();

        assertThat(destination.send(documents(3))).isEqualTo(new Failed(Kind.UNREACHABLE, "timed out"));
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(300), Duration.ofSeconds(2));
    }

    @Test
    void refusesAnAcknowledgementOfMoreThanWasSent() {
        server.script = (peer, events) -> peer.acknowledge(4);

        assertThat(destination.send(documents(3)))
                .isEqualTo(new Failed(Kind.UNREACHABLE, "acknowledged 4 of 3 events"));

        server.script = LumberjackServer.Peer::take;
        assertThat(destination.send(documents(3))).isEqualTo(delivered(3));
        assertThat(server.connections).hasValue(2);
    }

    @Test
    void readsTheSequenceAsUnsigned() {
        server.script = (peer, events) -> peer.acknowledge(-1);

        assertThat(destination.send(documents(3)))
                .isEqualTo(new Failed(Kind.UNREACHABLE, "acknowledged 4294967295 of 3 events"));
    }

    @Test
    void recognisesAServerOfAnotherKind() {
        server.script = (peer, events) -> peer.write("HTTP/1.1 400 Bad Request".getBytes(StandardCharsets.US_ASCII));

        assertThat(destination.send(documents(1)))
                .isEqualTo(new Failed(Kind.UNREACHABLE, "not a Lumberjack server: its answer begins with 48 54"));
    }

    @Test
    void sendsAgainAfterHalfAnAcknowledgement() {
        server.script = (peer, events) -> {
            if (server.connections.get() == 1) {
                peer.write((byte) '2', (byte) 'A', (byte) 0);
                peer.close();
            } else {
                peer.take(events);
            }
        };

        assertThat(destination.send(documents(3))).isEqualTo(delivered(3));
        // The second time one by one, to learn who it was if it happens again.
        assertThat(server.windows).containsExactly(3, 1, 1, 1);
    }

    @Test
    void givesUpAServerThatStopsInAnAcknowledgement() {
        server.script = (peer, events) -> peer.write((byte) '2', (byte) 'A', (byte) 0);

        assertThat(destination.send(documents(3))).isEqualTo(new Failed(Kind.UNREACHABLE, "timed out"));
    }

    @Test
    void isPatientWithSingleBytes() {
        server.script = (peer, events) -> {
            for (byte one : LumberjackServer.acknowledgement(events.size())) {
                pause(100);
                peer.write(one);
            }
        };

        assertThat(destination.send(documents(3))).isEqualTo(delivered(3));
        assertThat(server.connections).hasValue(1);
    }

    @Test
    void sendsAgainToTheSameHostWhenThatHasResetAnIdleConnection() throws IOException {
        CountDownLatch reset = new CountDownLatch(1);
        server.script = (peer, events) -> {
            peer.take(events);
            if (server.windows.size() == 1) {
                pause(50);
                peer.reset();
                reset.countDown();
            }
        };
        List<Document> batch = documents(4);
        try (LumberjackServer other = new LumberjackServer();
                LogstashDestination two = destination(TIMING, server.url(), other.url())) {
            two.send(batch.subList(0, 2));
            await(reset);

            assertThat(two.send(batch.subList(2, 4))).isEqualTo(delivered(2));
            assertThat(other.connections).hasValue(0);
        }
        assertThat(server.connections).hasValue(2);
        assertThat(server.taken).isEqualTo(ids(batch));
    }

    @Test
    void takesNoAcknowledgementOfAnEarlierBatchForOneOfTheNext() throws IOException {
        Timing noPatience = new Timing(TIMING.connect(), TIMING.read(), TIMING.idle(), Duration.ZERO);
        server.script = (peer, events) -> {
            if (server.windows.size() == 1) {
                peer.acknowledge(0);
                peer.acknowledge(events.size());
            } else {
                peer.take(events.subList(0, 1));
            }
        };
        LogstashConfig config = new LogstashConfig(List.of(server.url()), null, null, null);
        Consumer<String> broken = line -> {
            throw new IllegalStateException(line);
        };
        try (LogstashDestination shaken = new LogstashDestination(config, broken, noPatience)) {
            assertThatThrownBy(() -> shaken.send(documents(2))).isInstanceOf(IllegalStateException.class);

            List<Verdict> verdicts = ((Answered) shaken.send(documents(2))).verdicts();
            assertThat(verdicts).containsExactly(Verdict.DELIVERED, new Verdict(Status.BUSY, "timed out"));
        }
    }

    @Test
    void closesAConnectionThatWasIdleForLong() {
        Timing shortIdle = new Timing(TIMING.connect(), TIMING.read(), Duration.ofMillis(50), TIMING.stall());
        try (LogstashDestination impatient = destination(shortIdle, server.url())) {
            impatient.send(documents(1));
            impatient.send(documents(1));
            assertThat(server.connections).hasValue(1);
            pause(100);
            impatient.send(documents(1));
        }

        assertThat(server.connections).hasValue(2);
        assertThat(server.windows).containsExactly(1, 1, 1);
    }

    @Test
    void waitsForAServerThatIsThereButTakesNothing() {
        server.script = (peer, events) -> {
            // Three times as long as a read may take, and longer than a stall goes unsaid.
            for (int i = 0; i < 10; i++) {
                pause(100);
                peer.acknowledge(0);
            }
            peer.take(events);
        };
        List<Document> batch = documents(3);

        assertThat(destination.send(batch)).isEqualTo(delivered(3));
        assertThat(server.connections).hasValue(1);
        assertThat(server.taken).isEqualTo(ids(batch));
        assertThat(log).hasSize(2);
        assertThat(log.get(0))
                .startsWith("logs stalled destination=logstash host=localhost:"
                        + server.url().getPort() + " for=0s hint=");
        assertThat(log.get(1)).isEqualTo("logs flowing again destination=logstash after=1s");
    }

    @Test
    void losesNothingWhenTheServerIsKilledAHundredTimesInTheMiddleOfWindows() throws IOException {
        List<Document> all = documents(10_000);
        List<String> delivered = new ArrayList<>();
        Random random = new Random(4);
        try (LumberjackServer mortal = new LumberjackServer();
                LogstashDestination patient = destination(TIMING, mortal.url())) {
            mortal.life = () -> mortal.crashes.get() < 100 ? random.nextInt(1_500) : Integer.MAX_VALUE;
            mortal.crash();
            for (int from = 0; from < all.size(); from += 100) {
                for (List<Document> batch = all.subList(from, from + 100); !batch.isEmpty(); ) {
                    List<Document> open = sendOnce(patient, batch, refused);
                    if (open.size() == batch.size()) {
                        // As the shipper does; else it would meet itself at the port that nobody listens to.
                        pause(5);
                    }
                    batch.stream()
                            .filter(document -> !open.contains(document))
                            .map(Document::id)
                            .forEach(delivered::add);
                    batch = open;
                }
            }
            assertThat(mortal.crashes).hasValue(100);
            assertThat(mortal.faults).isEmpty();
            assertThat(refused).isEmpty();
            assertThat(delivered).containsExactlyInAnyOrderElementsOf(ids(all));
            assertThat(mortal.taken).containsAll(delivered);
        }
    }

    @Test
    void refusesOneDocumentOfAThousandAndDeliversTheOthers() {
        server.script = LumberjackServer.Peer::takeUnlessPoison;
        List<Document> all =
                documents(IntStream.rangeClosed(1, 5_000).mapToObj(i -> i % 1000 == 300 ? "poison" : "event " + i));

        for (int from = 0; from < all.size(); from += 500) {
            sendAll(all.subList(from, from + 500));
        }

        assertThat(refused)
                .containsExactly(
                        all.get(299).id(),
                        all.get(1299).id(),
                        all.get(2299).id(),
                        all.get(3299).id(),
                        all.get(4299).id());
        assertThat(server.taken).doesNotHaveDuplicates().hasSize(4_995);
        assertThat(server.connections).hasValue(1 + 5 * 5);
    }

    @Test
    void refusesNothingWhenTheServerClosesEveryConnection() {
        server.script = (peer, events) -> peer.close();

        assertThat(destination.send(documents(100))).isEqualTo(new Failed(Kind.UNREACHABLE, "connection closed"));
        // With 100, 4 and 1, then with three witnesses.
        assertThat(server.connections).hasValue(6);
    }

    @Test
    void refusesNothingAsLongAsThereIsNoOtherDocumentToCompare() {
        server.script = LumberjackServer.Peer::takeUnlessPoison;
        List<Document> all = documents(Stream.of("poison", "event", "another"));

        assertThat(destination.send(all.subList(0, 1))).isEqualTo(new Failed(Kind.UNREACHABLE, "connection closed"));
        assertThat(sendOnce(destination, all.subList(0, 2), refused)).containsExactly(all.get(0));
        assertThat(sendOnce(destination, List.of(all.get(0), all.get(2)), refused))
                .isEmpty();

        assertThat(refused).containsExactly(all.get(0).id());
        assertThat(server.taken).containsExactly(all.get(1).id(), all.get(2).id());
    }

    @Test
    void usesTheSecondHostWhenTheFirstIsDown() throws IOException {
        try (LogstashDestination two = destination(TIMING, unusedUrl(), server.url())) {
            assertThat(two.send(documents(2))).isEqualTo(delivered(2));
        }
    }

    @Test
    void goesToTheNextHostWhenOneDoesNotAnswer() throws IOException {
        try (LumberjackServer mute = new LumberjackServer();
                LogstashDestination two = destination(TIMING, mute.url(), server.url())) {
            mute.script = (peer, events) -> {};

            assertThat(two.send(documents(2))).isEqualTo(new Failed(Kind.UNREACHABLE, "timed out"));
            assertThat(two.send(documents(2))).isEqualTo(delivered(2));
        }
    }

    @Test
    void saysWhyNoHostCanBeReached() throws IOException {
        try (LogstashDestination nowhere = destination(TIMING, unusedUrl())) {
            assertThat(nowhere.send(documents(1))).isEqualTo(new Failed(Kind.UNREACHABLE, "connection refused"));
        }
        try (LogstashDestination nowhere = destination(TIMING, URI.create("lumberjack://nowhere.invalid"))) {
            assertThat(((Failed) nowhere.send(documents(1))).reason()).startsWith("unknown host nowhere.invalid");
        }
    }

    @Test
    void endsWhenItIsClosedWhileItWaits() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        server.script = (peer, events) -> {
            arrived.countDown();
            while (true) {
                pause(20);
                peer.acknowledge(0);
            }
        };
        CompletableFuture<BatchResult> running = CompletableFuture.supplyAsync(() -> destination.send(documents(2)));
        await(arrived);

        destination.close();

        assertThat(running.get(2, TimeUnit.SECONDS)).isInstanceOf(Failed.class);
        assertThat(destination.send(documents(2))).isInstanceOf(Failed.class);
        assertThat(server.connections).hasValue(1);
    }

    private void sendAll(List<Document> documents) {
        for (List<Document> batch = documents; !batch.isEmpty(); ) {
            batch = sendOnce(destination, batch, refused);
        }
    }

    /** Sends a batch. Returns what has to be sent again, as the shipper would. */
    private static List<Document> sendOnce(
            LogstashDestination destination, List<Document> batch, List<String> refused) {
        BatchResult result = destination.send(batch);
        List<Document> open = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            Status status = result instanceof Answered answered
                    ? answered.verdicts().get(i).status()
                    : Status.BUSY;
            if (status == Status.REFUSED) {
                refused.add(batch.get(i).id());
            } else if (status == Status.BUSY || status == Status.ADJOURNED) {
                open.add(batch.get(i));
            }
        }
        return open;
    }

    private LogstashDestination destination(Timing timing, URI... urls) {
        return new LogstashDestination(new LogstashConfig(List.of(urls), null, null, null), log::add, timing);
    }

    private static Answered delivered(int number) {
        return new Answered(Collections.nCopies(number, Verdict.DELIVERED));
    }

    private static URI unusedUrl() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return URI.create("lumberjack://localhost:" + socket.getLocalPort());
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(5, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
