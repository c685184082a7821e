package io.crowsnest.exporter.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.telemetry.LogEvent.Level;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {

    private static final int SEGMENT = 1 << 20;

    @TempDir
    private Path root;

    @Test
    void givesBackWhatWasAppendedInOrder() throws IOException {
        TestSpool spool = new TestSpool(new MemoryFolder(64 << 20), SEGMENT, "a");
        for (int i = 0; i < 100; i++) {
            assertThat(spool.append("event " + i)).isTrue();
        }

        List<Document> documents = spool.feed().next(1000, Integer.MAX_VALUE);

        assertThat(documents).hasSize(100);
        assertThat(documents.get(99).event().message()).isEqualTo("event 99");
        assertThat(documents.get(99).event().sequence()).isEqualTo(100);
        assertThat(spool.feed().unread()).isZero();
    }

    @Test
    void takesRecordsOfEverySizeAcrossSegments() throws IOException {
        TestSpool spool = new TestSpool(new MemoryFolder(64 << 20), SEGMENT, "a");
        List<Integer> sizes = new ArrayList<>();
        for (int i = 1; i < 130_000; i = i * 3 / 2 + 1) {
            for (int j = 0; j < 8; j++) {
                sizes.add(i + j);
                assertThat(spool.append("x".repeat(i + j))).isTrue();
                spool.tick();
            }
        }

        List<Integer> read = new ArrayList<>();
        for (List<Document> next = spool.feed().next(7, 1 << 20);
                !next.isEmpty();
                next = spool.feed().next(7, 1 << 20)) {
            next.forEach(each -> read.add(each.event().message().length()));
        }

        assertThat(spool.spool.headNumber()).isGreaterThanOrEqualTo(3);
        assertThat(read).isEqualTo(sizes);
    }

    @Test
    void losesNothingOfManyThreadsWhileOthersReadAndSegmentsAreUsedAgain() throws Exception {
        TestSpool spool =
                new TestSpool(new DiskFolder(folder(), new SpoolRoot(root, 256 << 20)), SEGMENT, System::nanoTime, "a");
        int threads = 4;
        int events = 25_000;
        CountDownLatch left = new CountDownLatch(threads);
        AtomicBoolean failed = new AtomicBoolean();
        for (int t = 0; t < threads; t++) {
            String name = "thread " + t + " event ";
            new Thread(() -> {
                        for (int i = 0; i < events; ) {
                            // A busy machine may take longer for a segment than a thread waits.
                            i += spool.append(name + i) ? 1 : 0;
                        }
                        left.countDown();
                    })
                    .start();
        }
        Thread keeping = new Thread(() -> {
            while (left.getCount() > 0) {
                try {
                    spool.keeper.run(System.nanoTime());
                    Thread.sleep(1);
                } catch (IOException | InterruptedException e) {
                    failed.set(true);
                }
            }
        });
        keeping.start();
        Map<String, Integer> next = new HashMap<>();
        long sequence = 0;
        while (left.getCount() > 0 || spool.feed().unread() > 0) {
            for (Document document : spool.feed().next(5_000, 4 << 20)) {
                String message = document.event().message();
                String thread = message.substring(0, message.lastIndexOf(' '));
                int number = Integer.parseInt(message.substring(message.lastIndexOf(' ') + 1));
                assertThat(number).isEqualTo(next.getOrDefault(thread, 0));
                next.put(thread, number + 1);
                assertThat(document.event().sequence()).isEqualTo(++sequence);
            }
            spool.feed().settled(null);
        }
        keeping.join();
        spool.keeper.run(System.nanoTime());

        assertThat(failed).isFalse();
        assertThat(next.values()).containsOnly(events).hasSize(threads);
        assertThat(spool.feed().stats().dropped()).isZero();
        assertThat(spool.segments.oldest()).isGreaterThan(1);
    }

    @Test
    void interruptedThreadsLogOn() throws Exception {
        TestSpool spool = new TestSpool(new DiskFolder(folder(), new SpoolRoot(root, 256 << 20)), SEGMENT, "a");
        List<Boolean> kept = Collections.synchronizedList(new ArrayList<>());
        Thread logging = new Thread(() -> {
            for (int i = 0; i < 1000; i++) {
                Thread.currentThread().interrupt();
                kept.add(spool.append("event " + i));
            }
        });
        logging.start();
        logging.join();

        assertThat(kept).containsOnly(true).hasSize(1000);
        assertThat(spool.feed().next(2000, Integer.MAX_VALUE)).hasSize(1000);
    }

    @Test
    void aThreadThatRunsOutOfStackLeavesNoHole() throws Exception {
        TestSpool spool = new TestSpool(new MemoryFolder(64 << 20), 32 << 20, "a");
        byte[] record = TestSpool.record(Level.INFO, "deep");
        for (int i = 0; i < 100; i++) {
            Thread thread = new Thread(null, () -> appendUntilTheStackEnds(spool, record), "deep", 200_000 + 8L * i);
            thread.start();
            thread.join();
        }
        spool.append("last");

        int read = 0;
        while (spool.feed().unread() > 0) {
            List<Document> batch = spool.feed().next(5_000, Integer.MAX_VALUE);
            assertThat(batch).as("after %d", read).isNotEmpty();
            read += batch.size();
        }
        assertThat(read).isGreaterThan(10_000);
        assertThat(spool.feed().stats().dropped()).isZero();
    }

    @SuppressWarnings("InfiniteRecursion") // It ends with the stack.
    private static void appendUntilTheStackEnds(TestSpool spool, byte[] record) {
        try {
            spool.spool.append(record, record.length);
            appendUntilTheStackEnds(spool, record);
        } catch (StackOverflowError e) {
            return;
        }
    }

    @Test
    void eachDestinationIsAsFarAsItIs() throws IOException {
        TestSpool spool = new TestSpool(new MemoryFolder(64 << 20), SEGMENT, "fast", "slow");
        for (int i = 0; i < 10; i++) {
            spool.append("event " + i);
        }
        List<Document> fast = spool.feeds.get(0).next(10, Integer.MAX_VALUE);
        List<Document> slow = spool.feeds.get(1).next(3, Integer.MAX_VALUE);

        assertThat(fast).hasSize(10);
        assertThat(slow).hasSize(3);
        assertThat(slow.get(0)).as("made once for both").isSameAs(fast.get(0));
        assertThat(spool.feeds.get(1).unread()).isEqualTo(7);
    }

    @Test
    void aServiceMayBeCalledAsItLikes() throws IOException {
        SpoolRoot shared = new SpoolRoot(root.resolve("state"), 64 << 20);
        shared.create("shop").close();
        Set<String> ours = new HashSet<>();
        try (SpoolFolder.Turn turn = shared.turn();
                var all = Files.list(root.resolve("state"))) {
            assertThat(turn.isHeld()).isTrue();
            all.filter(Files::isRegularFile)
                    .forEach(file -> ours.add(file.getFileName().toString()));
        }

        assertThat(ours).hasSize(1);
        shared.create(ours.iterator().next()).close();
    }

    @Test
    void filesAreForTheirOwnerOnly() throws IOException {
        SpoolRoot.Locked locked = new SpoolRoot(root.resolve("state"), 64 << 20).create("shop");
        new TestSpool(locked.folder, SEGMENT, "a");
        Events.IDENTITY.save(locked.folder);

        try (var all = Files.walk(root.resolve("state"))) {
            for (Path each : all.toList()) {
                String rights = Files.isDirectory(each) ? "rwx------" : "rw-------";
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
                        .as("%s", each)
                        .isEqualTo(rights);
            }
        }
    }

    @Test
    void aRecordThatNoThreadFinishesHoldsUpReadingForAMomentOnly() throws IOException {
        TestSpool spool = new TestSpool(new MemoryFolder(64 << 20), SEGMENT, "a");
        spool.append("first");
        int hole = Segment.sizeOf(TestSpool.record(Level.INFO, "first").length) + Segment.HEADER;
        spool.append("torn");
        spool.append("last");
        // As if the thread had been killed before it wrote the length.
        spool.folder.open(Segments.name(1)).write(java.nio.ByteBuffer.allocate(4), hole);

        assertThat(spool.feed().next(10, Integer.MAX_VALUE)).hasSize(1);
        // That long the process was stopped, and that thread with it: no reason to give it up.
        spool.now.addAndGet(60_000_000_000L);
        List<Document> behind = spool.feed().next(10, Integer.MAX_VALUE);
        assertThat(behind).isEmpty();
        for (int second = 1; second < 5; second++) {
            spool.now.addAndGet(1_000_000_000L);
            behind = spool.feed().next(10, Integer.MAX_VALUE);
        }

        assertThat(behind)
                .singleElement()
                .satisfies(each -> assertThat(each.event().message()).isEqualTo("last"));
        assertThat(spool.feed().stats().dropped()).isEqualTo(1);
        assertThat(spool.feed().stats().pending()).isEqualTo(2);
    }

    private Path folder() throws IOException {
        return Files.createDirectory(root.resolve("spool"));
    }
}
