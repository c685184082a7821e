package io.crowsnest.exporter.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.exporter.spool.BatchResult.Answered;
import io.crowsnest.exporter.spool.BatchResult.Failed;
import io.crowsnest.exporter.spool.BatchResult.Kind;
import io.crowsnest.exporter.spool.BatchResult.Status;
import io.crowsnest.exporter.spool.BatchResult.Verdict;
import io.crowsnest.telemetry.AgentThread;
import io.crowsnest.telemetry.DestinationStats;
import io.crowsnest.telemetry.ExporterHealth;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShipperTest {

    private static final int MANY = 2_000;

    private static final Pace FAST = new Pace(
            100,
            100,
            1 << 20,
            Duration.ofMillis(5),
            Duration.ofMillis(1),
            MANY,
            Duration.ofMillis(2),
            Duration.ofMillis(5),
            Duration.ofMillis(20),
            Duration.ofMillis(300));

    @TempDir
    private Path folder;

    private final ExporterHealth health = new ExporterHealth("scripted");
    private final TestSpool spool = new TestSpool(new MemoryFolder(16 << 20), 4 << 20, "scripted");
    private final DestinationStats stats = spool.feed().stats();
    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    private final Scripted destination = new Scripted();
    private final Shipper shipper = new Shipper(spool.feed(), destination, null, health, lines::add, FAST);

    ShipperTest() throws IOException {}

    @AfterEach
    void stop() {
        shipper.close(Duration.ofMillis(1));
    }

    @Test
    void deliversEverythingInOrder() {
        log(1000);
        shipper.start(Duration.ZERO);

        await(() -> stats.delivered() == 1000);
        assertThat(destination.delivered).isSorted().hasSize(1000).doesNotHaveDuplicates();
        assertThat(stats.pending()).isZero();
        assertThat(lines).isEmpty();
    }

    @Test
    void waitsForItsTimeToStart() {
        log(1);
        shipper.start(Duration.ofHours(1));

        assertThat(destination.requests).hasValue(0);
        shipper.close(Duration.ofSeconds(10));
        assertThat(stats.delivered()).isEqualTo(1);
    }

    @Test
    void startsEarlyWhenTheQueueFillsUp() {
        shipper.start(Duration.ofHours(1));
        log(MANY);

        await(() -> stats.delivered() == MANY);
    }

    @Test
    void sendsFromAThreadOfTheAgent() {
        List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
        destination.script = batch -> {
            threads.add(Thread.currentThread());
            return delivered(batch);
        };
        log(1);
        shipper.start(Duration.ZERO);

        await(() -> stats.delivered() == 1);
        assertThat(threads.get(0)).isInstanceOf(AgentThread.class);
        assertThat(threads.get(0).getName()).isEqualTo("crowsnest-logs-scripted");
    }

    @Test
    void sendsEverythingAgainAfterAFailureAndSaysOneLinePerChange() {
        destination.script = failing(5, new Failed(Kind.UNREACHABLE, "connection refused"));
        log(3);
        shipper.start(Duration.ZERO);

        await(() -> stats.delivered() == 3);
        await(() -> lines.size() == 2);
        assertThat(lines.get(0)).isEqualTo("logs delayed destination=scripted reason=\"connection refused\" pending=3");
        assertThat(lines.get(1)).startsWith("logs flowing again destination=scripted after=");
        assertThat(health.lastError()).isEqualTo("connection refused");
    }

    @Test
    void saysNothingAboutAFailureThatTheFirstRetryHeals() {
        destination.script = failing(1, new Failed(Kind.UNREACHABLE, "connection closed"));
        log(1);
        shipper.start(Duration.ZERO);

        await(() -> stats.delivered() == 1);
        assertThat(lines).isEmpty();
    }

    @Test
    void saysThatItIsBlockedWhenOnlyASettingHelps() {
        destination.script = failing(3, new Failed(Kind.BLOCKED, "HTTP 401"));
        log(1);
        shipper.start(Duration.ZERO);

        await(() -> stats.delivered() == 1);
        assertThat(lines.get(0)).startsWith("logs blocked destination=scripted reason=\"HTTP 401\"");
    }

    @Test
    void halvesBatchesThatAreTooLargeAndGrowsThemAgain() {
        List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger largest = new AtomicInteger(30);
        destination.script = batch -> {
            sizes.add(batch.size());
            return batch.size() > largest.get() ? new Failed(Kind.TOO_LARGE, "HTTP 413") : delivered(batch);
        };
        log(300);
        shipper.start(Duration.ZERO);
        await(() -> stats.delivered() == 300);
        largest.set(1000);
        log(1000);
        await(() -> stats.delivered() == 1300);

        assertThat(sizes).startsWith(100, 50, 25);
        assertThat(sizes.stream().mapToInt(Integer::intValue).max()).hasValue(100);
        assertThat(sizes.subList(sizes.size() - 5, sizes.size())).contains(100);
        assertThat(stats.deadLettered()).isZero();
    }

    @Test
    void retriesOnlyTheDocumentsThatWereBusy() {
        AtomicInteger requests = new AtomicInteger();
        List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
        destination.script = batch -> {
            sizes.add(batch.size());
            boolean first = requests.getAndIncrement() == 0;
            List<Verdict> verdicts = new ArrayList<>();
            for (int i = 0; i < batch.size(); i++) {
                verdicts.add(first && i % 2 == 0 ? new Verdict(Status.BUSY, "item 429") : Verdict.DELIVERED);
            }
            return new Answered(verdicts);
        };
        log(10);
        shipper.start(Duration.ZERO);

        await(() -> stats.delivered() == 10);
        assertThat(sizes).containsExactly(10, 5);
    }

    @Test
    void sendsAnAdjournedDocumentAgainAtOnceWithAllThatIsThere() {
        List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
        destination.script = batch -> {
            sizes.add(batch.size());
            List<Verdict> verdicts = new ArrayList<>(Collections.nCopies(batch.size(), Verdict.DELIVERED));
            if (sizes.size() == 1) {
                verdicts.set(batch.size() - 1, new Verdict(Status.ADJOURNED, "alone"));
            }
            return new Answered(verdicts);
        };
        log(10);
        shipper.start(Duration.ZERO);

        await(() -> stats.delivered() == 10);
        assertThat(sizes).containsExactly(10, 1);
        assertThat(lines).isEmpty();
    }

    @Test
    void triesARefusedDocumentOnceMoreInASmallerForm() {
        List<String> sent = Collections.synchronizedList(new ArrayList<>());
        destination.script = batch -> {
            String json = new String(batch.get(0).json(), StandardCharsets.UTF_8);
            sent.add(json);
            boolean reduced = json.contains("_crowsnest_rejected");
            return new Answered(List.of(reduced ? Verdict.DELIVERED : new Verdict(Status.REFUSED, "item 400")));
        };
        log(1);
        shipper.start(Duration.ZERO);

        await(() -> stats.delivered() == 1);
        assertThat(sent).hasSize(2);
        assertThat(stats.deadLettered()).isZero();
    }

    @Test
    void givesUpADocumentThatIsRefusedTwiceAndGoesOn() {
        destination.script = batch -> {
            List<Verdict> verdicts = new ArrayList<>();
            for (Document document : batch) {
                boolean poison = document.event().sequence() == 5;
                verdicts.add(poison ? new Verdict(Status.REFUSED, "item 400 no") : Verdict.DELIVERED);
            }
            return new Answered(verdicts);
        };
        log(10);
        shipper.start(Duration.ZERO);

        await(() -> !lines.isEmpty());
        assertThat(stats.pending()).isZero();
        assertThat(stats.delivered()).isEqualTo(9);
        assertThat(stats.deadLettered()).isEqualTo(1);
        assertThat(lines).singleElement().asString().startsWith("logs refused destination=scripted");
    }

    @Test
    void givesUpASingleDocumentThatIsTooLargeEvenInItsSmallForm() {
        destination.script = batch -> new Failed(Kind.TOO_LARGE, "HTTP 413");
        log(1);
        shipper.start(Duration.ZERO);

        await(() -> stats.deadLettered() == 1);
        assertThat(stats.pending()).isZero();
    }

    @Test
    void acknowledgesNothingIfTheAnswerIsForAnotherNumberOfDocuments() {
        AtomicInteger requests = new AtomicInteger();
        destination.script =
                batch -> requests.getAndIncrement() == 0 ? new Answered(List.of(Verdict.DELIVERED)) : delivered(batch);
        log(3);
        shipper.start(Duration.ZERO);

        await(() -> stats.delivered() == 3);
        assertThat(requests).hasValue(2);
    }

    @Test
    void whatADestinationSetsAsideIsDeliveredAndSaidOnce() {
        destination.script = batch ->
                new Answered(Collections.nCopies(batch.size(), new Verdict(Status.SET_ASIDE, "in the failure store")));
        log(150);
        shipper.start(Duration.ZERO);

        await(() -> stats.pending() == 0);
        assertThat(stats.delivered()).isEqualTo(150);
        assertThat(stats.setAside()).isEqualTo(150);
        assertThat(lines)
                .singleElement()
                .asString()
                .startsWith("logs set aside destination=scripted reason=\"in the failure store\"");
    }

    @Test
    void survivesADestinationThatThrows() {
        AtomicInteger requests = new AtomicInteger();
        destination.script = batch -> {
            if (requests.getAndIncrement() == 0) {
                throw new NoClassDefFoundError("x/Y");
            }
            return delivered(batch);
        };
        log(3);
        shipper.start(Duration.ZERO);

        await(() -> stats.delivered() == 3);
        assertThat(health.lastError()).contains("x/Y");
    }

    @Test
    void countsAnEventThatCannotBeEncodedAndGoesOn() {
        spool.append(new byte[] {1, 2, 3});
        log(1);
        shipper.start(Duration.ZERO);

        await(() -> stats.delivered() == 1);
        assertThat(stats.dropped()).isEqualTo(1);
        assertThat(stats.pending()).isZero();
        assertThat(health.lastError()).startsWith("no document of an event: ");
    }

    @Test
    void countsADocumentThatCannotBeMadeSmallerAndGoesOn() {
        destination.script = batch -> {
            List<Verdict> verdicts = new ArrayList<>();
            for (Document document : batch) {
                // No reason: the smaller form is about nothing.
                boolean poison = document.event().sequence() == 2;
                verdicts.add(poison ? new Verdict(Status.REFUSED, null) : Verdict.DELIVERED);
            }
            return new Answered(verdicts);
        };
        log(3);
        shipper.start(Duration.ZERO);

        await(() -> stats.pending() == 0);
        assertThat(stats.delivered()).isEqualTo(2);
        assertThat(stats.deadLettered()).isEqualTo(1);
    }

    @Test
    void goesOnWhenItsLineCannotBeSaid() {
        Shipper speechless = new Shipper(
                spool.feed(),
                destination,
                null,
                health,
                line -> {
                    throw new IllegalStateException("no line");
                },
                FAST);
        destination.script = failing(3, new Failed(Kind.BLOCKED, "HTTP 401"));
        log(1);
        speechless.start(Duration.ZERO);

        await(() -> stats.delivered() == 1);
        speechless.close(Duration.ofSeconds(10));
    }

    @Test
    void deliversWhatIsLeftAtShutdown() {
        shipper.start(Duration.ZERO);
        log(500);

        shipper.close(Duration.ofSeconds(10));
        assertThat(stats.delivered()).isEqualTo(500);
    }

    @Test
    void waitsAtShutdownForTheLastEventsOfTheApplication() throws InterruptedException {
        shipper.start(Duration.ZERO);
        CountDownLatch first = new CountDownLatch(1);
        destination.script = batch -> {
            first.countDown();
            return delivered(batch);
        };
        Thread late = new Thread(() -> {
            try {
                first.await();
                log(5);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        late.start();
        log(1);

        shipper.close(Duration.ofSeconds(10));
        late.join();
        assertThat(stats.delivered()).isEqualTo(6);
    }

    @Test
    void countsWhatCouldNotBeDeliveredAtShutdownAndSaysHowMuch() {
        destination.script = batch -> new Failed(Kind.UNREACHABLE, "connection refused");
        log(7);
        shipper.start(Duration.ZERO);

        shipper.close(Duration.ofSeconds(30));

        assertThat(stats.dropped()).isEqualTo(7);
        assertThat(stats.pending()).isZero();
        assertThat(lines.get(lines.size() - 1)).isEqualTo("logs lost at shutdown destination=scripted events=7");
    }

    @Test
    void leavesOnDiskWhatCouldNotBeDeliveredAtShutdown() throws IOException {
        SpoolRoot.Locked locked = new SpoolRoot(folder, 64 << 20).create("shop");
        TestSpool onDisk = new TestSpool(locked.folder, 1 << 20, "scripted");
        Shipper ending = new Shipper(onDisk.feed(), destination, null, health, lines::add, FAST);
        destination.script = batch -> new Failed(Kind.UNREACHABLE, "connection refused");
        onDisk.append("m");
        ending.start(Duration.ZERO);

        ending.close(Duration.ofSeconds(30));

        assertThat(onDisk.feed().stats().pending()).isEqualTo(1);
        assertThat(lines.get(lines.size() - 1)).isEqualTo("logs wait on disk destination=scripted events=1");
    }

    @Test
    void keepsForPeopleWhatIsRefused() throws IOException {
        Shipper keeping =
                new Shipper(spool.feed(), destination, new DeadLetters(folder, "scripted"), health, lines::add, FAST);
        destination.script = batch -> new Answered(List.of(new Verdict(Status.REFUSED, "item 400 \"no\"")));
        log(1);
        keeping.start(Duration.ZERO);

        await(() -> stats.deadLettered() == 1);
        assertThat(Files.readString(folder.resolve("rejected-scripted.ndjson")))
                .startsWith("{\"reason\":\"item 400 \\\"no\\\"\",\"document\":{\"@timestamp\"")
                .endsWith("}}\n");
        keeping.close(Duration.ofSeconds(1));
    }

    @Test
    void movesTheCursorNoFurtherThanTheOldestDocumentThatIsNotDelivered() {
        destination.script = batch -> {
            List<Verdict> verdicts = new ArrayList<>();
            for (Document document : batch) {
                boolean busy = document.event().sequence() == 4;
                verdicts.add(busy ? new Verdict(Status.BUSY, "item 429") : Verdict.DELIVERED);
            }
            return new Answered(verdicts);
        };
        log(10);
        shipper.start(Duration.ZERO);

        await(() -> stats.delivered() == 9);
        await(() -> spool.feed().cursor().position().sequence() == 4);
        destination.script = ShipperTest::delivered;
        await(() -> spool.feed().cursor().position().sequence() == 11);
    }

    @Test
    void letsTheApplicationGoWhenTheDestinationHangs() {
        CountDownLatch closed = new CountDownLatch(1);
        destination.script = batch -> {
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return delivered(batch);
        };
        destination.onClose = closed::countDown;
        log(3);
        shipper.start(Duration.ZERO);
        await(() -> destination.requests.get() == 1);

        shipper.close(Duration.ofMillis(100));

        assertThat(stats.dropped()).isEqualTo(3);
        assertThat(stats.delivered()).isZero();
        assertThat(stats.pending()).isZero();
    }

    @Test
    void sleepsWhileThereIsNothingToDo() {
        shipper.start(Duration.ZERO);
        log(1);
        await(() -> stats.delivered() == 1);

        await(() -> thread().getState() == Thread.State.TIMED_WAITING);
        assertThat(destination.requests).hasValue(1);
    }

    private static Thread thread() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(each -> each.getName().equals("crowsnest-logs-scripted"))
                .findFirst()
                .orElseThrow();
    }

    private void log(int events) {
        for (int i = 0; i < events; i++) {
            spool.append("event " + i);
        }
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static Answered delivered(List<Document> batch) {
        return new Answered(Collections.nCopies(batch.size(), Verdict.DELIVERED));
    }

    private static Function<List<Document>, BatchResult> failing(int times, Failed failure) {
        AtomicInteger left = new AtomicInteger(times);
        return batch -> left.getAndDecrement() > 0 ? failure : delivered(batch);
    }

    /** Answers as a test says, and remembers what it acknowledged. */
    private static final class Scripted implements Destination {
        volatile Function<List<Document>, BatchResult> script = ShipperTest::delivered;
        volatile Runnable onClose = () -> {};
        final AtomicInteger requests = new AtomicInteger();
        final List<Long> delivered = Collections.synchronizedList(new ArrayList<>());

        @Override
        public String name() {
            return "scripted";
        }

        @Override
        public BatchResult send(List<Document> batch) {
            requests.incrementAndGet();
            BatchResult result = script.apply(batch);
            if (result instanceof Answered answered && answered.verdicts().size() == batch.size()) {
                Stream.of(batch.toArray(Document[]::new))
                        .forEach(each -> delivered.add(each.event().sequence()));
            }
            return result;
        }

        @Override
        public void close() {
            onClose.run();
        }
    }
}
