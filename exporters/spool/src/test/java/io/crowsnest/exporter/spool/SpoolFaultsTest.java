package io.crowsnest.exporter.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crowsnest.telemetry.LogEvent.Level;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What the file system does to a spool at the worst moment. */
class SpoolFaultsTest {

    private static final int SEGMENT = 1 << 20;
    private static final String KILOBYTE = "x".repeat(1000);

    private final FaultyFolder folder = new FaultyFolder(new MemoryFolder(8L * SEGMENT));
    private final TestSpool spool = new TestSpool(folder, SEGMENT, "a");

    SpoolFaultsTest() throws IOException {}

    /** The keeper's turn, whose failure would be said. */
    private void tick() {
        try {
            spool.tick();
        } catch (IOException e) {
            assertThat(e)
                    .hasMessageMatching(
                            "No space left on device|No such file or directory|Map failed|Input/output error");
        }
    }

    private void fill(Level level, int events) {
        for (int i = 0; i < events; i++) {
            spool.append(level, KILOBYTE);
            if (i % 200 == 0) {
                tick();
            }
        }
    }

    private void deliverAll() throws IOException {
        while (!spool.feed().next(20_000, Integer.MAX_VALUE).isEmpty()) {
            spool.feed().settled(null);
        }
    }

    @Test
    void aFullDiskDoesNotKeepWhatIsDelivered() throws IOException {
        fill(Level.INFO, 3_000);
        folder.isFull = true;
        fill(Level.INFO, 6_000);
        assertThat(spool.spool.isFull()).isTrue();

        deliverAll();
        tick();

        assertThat(spool.append(KILOBYTE)).isTrue();
    }

    @Test
    void nobodyWaitsForSegmentsOnAFullDisk() {
        // No room by the limit, and none to write what is left of a segment, either.
        fill(Level.INFO, 6_000);
        folder.isFull = true;
        fill(Level.INFO, 6_000);

        assertThat(spool.spool.isFull()).isTrue();
    }

    @Test
    void nobodyWaitsForSegmentsWhenTheFolderIsGone() {
        fill(Level.INFO, 500);
        folder.isGone = true;
        fill(Level.INFO, 6_000);

        assertThat(spool.spool.isFull()).isTrue();
    }

    @Test
    void keepsEventsAgainAfterTheDiskWasFull() {
        folder.isFull = true;
        fill(Level.INFO, 3_000);
        assertThat(spool.append(KILOBYTE)).isFalse();

        folder.isFull = false;
        tick();

        assertThat(spool.append(KILOBYTE)).isTrue();
    }

    @Test
    void failuresLeaveNoFilesOpen() throws IOException {
        fill(Level.WARN, 6_000);
        folder.cannotWrite = true;
        fill(Level.WARN, 6_000);
        folder.cannotWrite = false;
        deliverAll();
        tick();
        folder.isGone = true;
        fill(Level.WARN, 3_000);
        deliverAll();
        tick();

        // The cursor, the head, two watermarks.
        assertThat(folder.open).hasValueLessThanOrEqualTo(4);
    }

    @Test
    void keepsEventsAgainAfterTheSystemHadNoMoreMappings() {
        folder.cannotMap = true;
        fill(Level.INFO, 3_000);
        assertThat(spool.append(KILOBYTE)).isFalse();

        folder.cannotMap = false;
        tick();

        assertThat(spool.append(KILOBYTE)).isTrue();
    }

    @Test
    void aDroppedEventDoesNotWakeTheKeeper() throws IOException {
        AtomicInteger woken = new AtomicInteger();
        Segments segments = new Segments(folder, System::nanoTime);
        folder.delete(Segments.name(1));
        Spool small = new Spool(segments, SpoolKeeper.first(folder, SEGMENT), 0, woken::incrementAndGet);
        small.setFull(true);
        byte[] record = TestSpool.record(Level.INFO, KILOBYTE);
        while (small.append(record, record.length)) {
            assertThat(woken).hasValue(0);
        }
        for (int i = 0; i < 100; i++) {
            assertThat(small.append(record, record.length)).isFalse();
        }

        assertThat(woken).hasValue(0);
    }

    @Test
    void segmentsAreNotKeptMappedUnderSteadyLoad() throws IOException {
        // A segment fills up every second, so that the head is never old; the destination is down.
        FaultyFolder large = new FaultyFolder(new MemoryFolder(64L * SEGMENT));
        TestSpool busy = new TestSpool(large, SEGMENT, "dead");
        int forcedBefore = 0;
        for (int i = 0; i < 40; i++) {
            for (int j = 0; j < 1_000; j++) {
                assertThat(busy.append(KILOBYTE)).isTrue();
            }
            forcedBefore = large.forced.get();
            busy.tick();
        }

        assertThat(large.forced.get() - forcedBefore)
                .as("segments that are forced, for they are mapped")
                .isLessThan(12);
    }

    @Test
    void whatWasReadBeforeAFailureIsNotForgotten() throws IOException {
        fill(Level.INFO, 1_500);
        folder.readsLeft = 2;

        int first = spool.feed().next(20_000, Integer.MAX_VALUE).size();
        assertThat(first).isPositive();
        assertThatThrownBy(() -> spool.feed().next(20_000, Integer.MAX_VALUE)).isInstanceOf(IOException.class);
        folder.readsLeft = Integer.MAX_VALUE;

        assertThat(first + spool.feed().next(20_000, Integer.MAX_VALUE).size()).isEqualTo(1_500);
    }

    @Test
    void aCursorThatCouldNotBeForcedIsForcedLater() throws IOException {
        spool.append("m");
        spool.feed().next(1, 1);
        spool.feed().settled(null);
        folder.cannotForce = true;
        assertThatThrownBy(() -> spool.feed().cursor().force()).isInstanceOf(IOException.class);
        folder.cannotForce = false;
        int before = folder.forced.get();
        spool.feed().cursor().force();

        assertThat(folder.forced.get()).isEqualTo(before + 1);
    }
}
