package io.crowsnest.exporter.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crowsnest.exporter.spool.BatchResult.Answered;
import io.crowsnest.exporter.spool.BatchResult.Failed;
import io.crowsnest.exporter.spool.BatchResult.Kind;
import io.crowsnest.exporter.spool.BatchResult.Verdict;
import io.crowsnest.telemetry.LogEvent.Level;
import io.crowsnest.telemetry.Logs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogDeliveryTest {

    @TempDir
    private Path root;

    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    private final List<Document> received = Collections.synchronizedList(new ArrayList<>());
    private volatile boolean isDown;

    @AfterEach
    void end() {
        Logs.shipTo(record -> {}, Level.INFO);
    }

    private LogDelivery delivery() {
        return new LogDelivery(List.of(new Outlet("test", identity -> new Receiver())), lines::add);
    }

    private SpoolPlace place(Path... candidates) {
        return new SpoolPlace(List.of(candidates), "shop", () -> Events.IDENTITY, 64 << 20, Duration.ofSeconds(1));
    }

    private static void log(LogDelivery delivery, String message) {
        Logs.shipTo(delivery, Level.INFO);
        Logs.begin(Level.INFO)
                .time(Events.NOON)
                .logger("a.B")
                .thread("main")
                .message(message)
                .end();
    }

    private List<String> folders() throws IOException {
        if (!Files.isDirectory(root.resolve("shop"))) {
            return List.of();
        }
        try (var all = Files.list(root.resolve("shop"))) {
            return all.map(each -> each.getFileName().toString()).toList();
        }
    }

    @Test
    void deliversWhatWasLoggedBeforeAnythingWasReady() {
        LogDelivery delivery = delivery();
        log(delivery, "early");
        delivery.start(() -> place(root));
        log(delivery, "less early");
        delivery.deliver(Events.IDENTITY, Duration.ZERO);
        log(delivery, "late");

        await(() -> received.size() == 3);
        assertThat(received).extracting(each -> each.event().message()).containsExactly("early", "less early", "late");
        assertThat(delivery.isDurable()).isTrue();
        delivery.close(Duration.ofSeconds(1));
    }

    @Test
    void makesNoFileAndEndsAtOnceWhereNothingIsLogged() throws IOException {
        LogDelivery delivery = delivery();
        delivery.start(() -> place(root));
        delivery.deliver(Events.IDENTITY, Duration.ZERO);
        long start = System.nanoTime();
        delivery.close(Duration.ofSeconds(5));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
        assertThat(folders()).isEmpty();
        assertThat(lines).isEmpty();
    }

    @Test
    void deliversAtTheEndWhatAShortProcessHasLogged() {
        LogDelivery delivery = delivery();
        log(delivery, "only");
        delivery.start(() -> place(root));
        delivery.deliver(Events.IDENTITY, Duration.ofHours(1));
        delivery.close(Duration.ofSeconds(5));

        assertThat(received).hasSize(1);
    }

    @Test
    void waitsInMemoryWhereThereIsNoFolderAndSaysSo() throws IOException {
        Path file = Files.createFile(root.resolve("file"));
        LogDelivery delivery = delivery();
        log(delivery, "m");
        delivery.start(() -> place(file.resolve("below")));
        delivery.deliver(Events.IDENTITY, Duration.ZERO);

        await(() -> received.size() == 1);
        assertThat(delivery.isDurable()).isFalse();
        assertThat(lines.get(0)).startsWith("logs wait in memory only, no directory for them reason=");
        delivery.close(Duration.ofSeconds(1));
    }

    @Test
    void takesTheSecondFolderIfTheFirstCannotBeUsed() throws IOException {
        Path file = Files.createFile(root.resolve("file"));
        LogDelivery delivery = delivery();
        log(delivery, "m");
        delivery.start(() -> place(file.resolve("below"), root));
        delivery.deliver(Events.IDENTITY, Duration.ZERO);

        await(() -> received.size() == 1);
        assertThat(delivery.isDurable()).isTrue();
        delivery.close(Duration.ofSeconds(1));
    }

    @Test
    void leavesOnDiskWhatCannotBeDeliveredAtTheEnd() throws IOException {
        isDown = true;
        LogDelivery delivery = delivery();
        log(delivery, "left");
        delivery.start(() -> place(root));
        delivery.deliver(Events.IDENTITY, Duration.ZERO);
        delivery.close(Duration.ofSeconds(5));

        assertThat(lines.get(lines.size() - 1)).isEqualTo("logs wait on disk destination=test events=1");
        assertThat(folders()).hasSize(1);
    }

    /** What a process that is gone has left. */
    private void leave(String message) throws IOException {
        SpoolRoot.Locked locked = place(root).root(root).create("shop");
        new TestSpool(locked.folder, 1 << 20, "test").append(message);
        Events.IDENTITY.save(locked.folder);
        locked.close();
    }

    @Test
    void whatOneProcessLeavesAnotherDelivers() throws IOException {
        leave("left");
        Outlet outlet = new Outlet("test", identity -> new Receiver());
        Adoption adoption = new Adoption(place(root), List.of(outlet), lines::add, 0);
        adoption.run(Duration.ofMinutes(1).toNanos(), Events.IDENTITY, false);

        await(() -> received.size() == 1);
        await(() -> outlet.recovered().delivered() == 1);
        assertThat(outlet.recovered().pending()).isZero();
        assertThat(outlet.stats().delivered()).isZero();
        await(() -> {
            try {
                adoption.run(0, Events.IDENTITY, false);
                return folders().isEmpty();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void whatIsDamagedAtTheEndOfABacklogIsCounted() throws IOException {
        SpoolRoot.Locked left = place(root).root(root).create("shop");
        TestSpool spool = new TestSpool(left.folder, 1 << 20, "test");
        spool.append("whole");
        spool.append("damaged");
        int damaged = Segment.HEADER + Segment.sizeOf(TestSpool.record(Level.INFO, "whole").length);
        spool.folder.open(Segments.name(1)).write(ByteBuffer.wrap(new byte[] {0x55}), damaged + Segment.RECORD_HEADER);
        Events.IDENTITY.save(left.folder);
        left.close();
        Outlet outlet = new Outlet("test", identity -> new Receiver());

        assertThat(Drain.run(root, List.of(outlet), lines::add)).isZero();

        assertThat(received).extracting(each -> each.event().message()).containsExactly("whole");
        assertThat(outlet.recovered().delivered()).isEqualTo(1);
        assertThat(outlet.recovered().dropped()).isEqualTo(1);
        assertThat(folders()).isEmpty();
    }

    @Test
    void aBacklogForADestinationThatIsNotKnownStaysAndIsSaidOnce() throws IOException {
        leave("left");
        leave("left, too");
        Outlet other = new Outlet("other", identity -> new Receiver());
        Adoption adoption = new Adoption(place(root), List.of(other), lines::add, 0);
        adoption.run(Duration.ofMinutes(1).toNanos(), Events.IDENTITY, false);
        adoption.run(Duration.ofMinutes(3).toNanos(), Events.IDENTITY, false);

        assertThat(folders()).hasSize(2);
        assertThat(received).isEmpty();
        assertThat(adoption.unclaimed()).containsExactly(new Unclaimed("test", root.resolve("shop"), 2));
        assertThat(lines)
                .containsExactly("logs of an earlier process wait for a destination that no setting names"
                        + " destination=test spools=2 hint=\"java -jar crowsnest-agent.jar drain "
                        + root.resolve("shop") + " test.url=URL\"");
    }

    @Test
    void whatADestinationThatIsNotKnownHasAlreadyDoesNotStayForIt() throws IOException {
        SpoolRoot.Locked left = place(root).root(root).create("shop");
        TestSpool spool = new TestSpool(left.folder, 1 << 20, "gone", "test");
        spool.append("for both");
        spool.feeds.get(0).next(1, Integer.MAX_VALUE);
        spool.feeds.get(0).settled(null);
        Events.IDENTITY.save(left.folder);
        left.close();
        SpoolRoot.Locked orphan = place(root).root(root).orphans("shop").get(0);
        Outlet outlet = new Outlet("test", identity -> new Receiver());
        try (Backlog backlog = Backlog.open(orphan, List.of(outlet), null, lines::add)) {
            assertThat(backlog.unknown()).isEmpty();
            backlog.drain();
        }

        assertThat(received).hasSize(1);
        assertThat(folders()).isEmpty();
    }

    @Test
    void aDestinationThatCannotBeMadeDoesNotKeepTheOthersFromStarting() {
        Outlet wrong = new Outlet("wrong", identity -> {
            throw new IllegalArgumentException("no such thing as a URL");
        });
        Outlet right = new Outlet("test", identity -> new Receiver());
        LogDelivery delivery = new LogDelivery(List.of(wrong, right), lines::add);
        log(delivery, "m");
        delivery.start(() -> place(root));
        delivery.deliver(Events.IDENTITY, Duration.ZERO);

        await(() -> received.size() == 1);
        await(() -> !lines.isEmpty());
        assertThat(lines.get(0)).startsWith("logs blocked destination=wrong").contains("no such thing as a URL");
        assertThat(wrong.stats().delivered() + wrong.stats().dropped()).isZero();
        delivery.close(Duration.ofSeconds(1));
    }

    @Test
    void moreThanASegmentBeforeTheSpoolIsOpenIsKept() throws IOException {
        Path file = Files.createFile(root.resolve("file"));
        Outlet outlet = new Outlet("test", identity -> new Receiver());
        LogDelivery delivery = new LogDelivery(List.of(outlet), lines::add);
        String kilobyte = "x".repeat(1000);
        for (int i = 0; i < 3_500; i++) {
            log(delivery, kilobyte);
        }
        // In memory segments are small.
        delivery.start(() -> place(file.resolve("below")));
        delivery.deliver(Events.IDENTITY, Duration.ZERO);

        await(() -> received.size() == 3_500);
        assertThat(outlet.stats().dropped()).isZero();
        delivery.close(Duration.ofSeconds(1));
    }

    @Test
    void aSpoolThatCannotBeReadDoesNotKeepOthersFromBeingDelivered() throws IOException {
        leave("left");
        leave("left, too");
        Path broken = root.resolve("shop").resolve(folders().get(0));
        Files.delete(broken.resolve("cursor-test"));
        Files.createDirectory(broken.resolve("cursor-test"));
        Adoption adoption =
                new Adoption(place(root), List.of(new Outlet("test", identity -> new Receiver())), lines::add, 0);
        assertThatThrownBy(() -> adoption.run(Duration.ofMinutes(1).toNanos(), Events.IDENTITY, false))
                .isInstanceOf(IOException.class);

        await(() -> received.size() == 1);
        List<SpoolRoot.Locked> free = place(root).root(root).orphans("shop");
        assertThat(free).extracting(each -> each.folder.path()).containsExactly(broken);
        free.get(0).close();
    }

    @Test
    void aSpoolThatCannotBeReadForOneDestinationIsNotCountedForTheOther() throws IOException {
        SpoolRoot.Locked left = place(root).root(root).create("shop");
        new TestSpool(left.folder, 1 << 20, "a", "b").append("left");
        Events.IDENTITY.save(left.folder);
        left.close();
        for (String broken : List.of("a", "b")) {
            Path cursor = left.folder.path().resolve("cursor-" + broken);
            Path aside = root.resolve("aside");
            Files.move(cursor, aside);
            Files.createDirectory(cursor);
            List<Outlet> outlets =
                    List.of(new Outlet("a", identity -> new Receiver()), new Outlet("b", identity -> new Receiver()));
            Adoption adoption = new Adoption(place(root), outlets, lines::add, 0);
            for (int minute = 1; minute <= 5; minute += 2) {
                long now = Duration.ofMinutes(minute).toNanos();
                assertThatThrownBy(() -> adoption.run(now, Events.IDENTITY, false))
                        .isInstanceOf(IOException.class);
            }

            assertThat(outlets).allMatch(each -> each.recovered().pending() == 0);
            Files.delete(cursor);
            Files.move(aside, cursor);
        }
    }

    @Test
    void aMomentWithoutMemoryDoesNotKeepOtherSpoolsFromBeingDelivered() throws IOException {
        leave("left");
        leave("left, too");
        AtomicInteger opened = new AtomicInteger();
        Outlet outlet = new Outlet("test", identity -> {
            if (opened.incrementAndGet() == 1) {
                throw new OutOfMemoryError("on purpose");
            }
            return new Receiver();
        });
        Adoption adoption = new Adoption(place(root), List.of(outlet), lines::add, 0);
        assertThatThrownBy(() -> adoption.run(Duration.ofMinutes(1).toNanos(), Events.IDENTITY, false))
                .hasMessageContaining("on purpose");
        await(() -> received.size() == 1);

        adoption.run(Duration.ofMinutes(3).toNanos(), Events.IDENTITY, false);
        await(() -> received.size() == 2);
        await(() -> outlet.recovered().delivered() == 2);
        assertThat(outlet.recovered().pending()).isZero();
    }

    @Test
    void aBacklogGivesItsSpaceBackWhileItIsDelivered() throws IOException {
        SpoolRoot.Locked left = place(root).root(root).create("shop");
        TestSpool spool = new TestSpool(left.folder, 1 << 20, "test");
        for (int i = 0; i < 5_000; i++) {
            assertThat(spool.append("x".repeat(1000))).isTrue();
            spool.keeper.run(spool.now.addAndGet(1_000_000));
        }
        spool.feed().next(4_000, Integer.MAX_VALUE);
        spool.feed().settled(null);
        Events.IDENTITY.save(left.folder);
        left.close();
        SpoolRoot.Locked orphan = place(root).root(root).orphans("shop").get(0);
        Outlet outlet = new Outlet("test", identity -> new Receiver());
        try (Backlog backlog = Backlog.open(orphan, List.of(outlet), null, lines::add)) {
            long before = place(root).root(root).used();
            backlog.release();

            assertThat(place(root).root(root).used()).isLessThanOrEqualTo(before - 3 * (1 << 20));
            backlog.drain();
            assertThat(received).hasSize(1_000);
        }
        assertThat(folders()).isEmpty();
    }

    @Test
    void aFolderThatCannotBeLockedIsNotLeftBehind() throws IOException {
        // With a path as long as one may be: the folder can be made, and no file in it.
        int longest = 4095 - "/shop/0123456789abcdef".length();
        Path deep = root;
        while (deep.toString().length() + 210 < longest) {
            deep = deep.resolve("x".repeat(200));
        }
        Path deepest = deep.resolve("x".repeat(longest - deep.toString().length() - 1));

        assertThatThrownBy(() -> place(deepest).root(deepest).create("shop")).isInstanceOf(IOException.class);

        assertThat(deepest.resolve("shop")).isEmptyDirectory();
    }

    @Test
    void aFolderWhoseLockIsGoneBelongsToNobody() throws IOException {
        leave("left");
        Files.delete(root.resolve("shop").resolve(folders().get(0)).resolve("lock"));

        assertThat(place(root).root(root).orphans("shop")).isEmpty();
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private final class Receiver implements Destination {
        @Override
        public String name() {
            return "test";
        }

        @Override
        public BatchResult send(List<Document> batch) {
            if (isDown) {
                return new Failed(Kind.UNREACHABLE, "connection refused");
            }
            received.addAll(batch);
            return new Answered(Collections.nCopies(batch.size(), Verdict.DELIVERED));
        }

        @Override
        public void close() {}
    }
}
