package io.crowsnest.exporter.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.telemetry.LogEvent;
import io.crowsnest.telemetry.LogEvent.Level;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpoolKeeperTest {

    private static final int SEGMENT = 1 << 20;
    private static final String KILOBYTE = "x".repeat(1000);

    /** Appends until the spool has as much as it may, one event in ten a warning; returns how many were kept. */
    private static long fill(TestSpool spool, int events) throws IOException {
        long kept = 0;
        for (int i = 0; i < events; i++) {
            kept += spool.append(i % 10 == 0 ? Level.WARN : Level.INFO, KILOBYTE + i) ? 1 : 0;
            if (i % 50 == 0) {
                spool.keeper.run(spool.now.addAndGet(10_000_000));
            }
        }
        return kept;
    }

    private static long sum(Feed feed) {
        return feed.stats().delivered() + feed.stats().pending() + feed.stats().dropped();
    }

    @Test
    void givesUpTheOldestEventsBelowWarnFirst() throws IOException {
        TestSpool spool = new TestSpool(new MemoryFolder(10L * SEGMENT), SEGMENT, "dead");

        long kept = fill(spool, 30_000);

        assertThat(kept).isEqualTo(30_000);
        List<Document> left = spool.feed().next(40_000, Integer.MAX_VALUE);
        assertThat(left.stream().filter(each -> each.event().level() == Level.WARN))
                .hasSize(3_000);
        assertThat(spool.feed().stats().dropped()).isEqualTo(30_000 - left.size());
        assertThat(spool.dropped).hasSize(30_000 - left.size()).containsOnly(Level.INFO);
        assertThat(left.stream().map(each -> each.event().sequence()))
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(left.get(left.size() - 1).event().message()).endsWith("x29999");
    }

    @Test
    void givesUpEventsOfSegmentsThatWereLeftLongAgo() throws IOException {
        TestSpool spool = new TestSpool(new MemoryFolder(6L * SEGMENT), SEGMENT, "dead");
        long kept = fill(spool, 3_500);
        for (int second = 0; second < 20; second++) {
            spool.tick();
        }

        kept += fill(spool, 6_000);

        assertThat(kept).isEqualTo(9_500);
        assertThat(spool.dropped).isNotEmpty().containsOnly(Level.INFO);
        assertThat(spool.feed().next(20_000, Integer.MAX_VALUE).stream()
                        .filter(each -> each.event().level() == Level.WARN))
                .hasSize(950);
    }

    @Test
    void keepsNothingNewWhenAllThatIsLeftAreWarnings() throws IOException {
        TestSpool spool = new TestSpool(new MemoryFolder(6L * SEGMENT), SEGMENT, "dead");
        long kept = 0;
        for (int i = 0; i < 10_000; i++) {
            kept += spool.append(Level.ERROR, KILOBYTE) ? 1 : 0;
            if (i % 50 == 0) {
                spool.keeper.run(spool.now.addAndGet(10_000_000));
            }
        }

        assertThat(kept).isBetween(4_000L, 6_500L);
        assertThat(spool.spool.isFull()).isTrue();
        assertThat(spool.feed().next(20_000, Integer.MAX_VALUE)).hasSize((int) kept);
    }

    @Test
    void keepsEventsAgainOnceThereIsRoom() throws IOException {
        TestSpool spool = new TestSpool(new MemoryFolder(6L * SEGMENT), SEGMENT, "a");
        while (spool.append(Level.ERROR, KILOBYTE) || !spool.spool.isFull()) {
            spool.keeper.run(spool.now.addAndGet(10_000_000));
        }
        spool.feed().next(20_000, Integer.MAX_VALUE);
        spool.feed().settled(null);
        spool.tick();

        assertThat(spool.append("again")).isTrue();
    }

    @Test
    void aDeadDestinationDoesNotTakeTheSpaceOfALivingOne() throws IOException {
        TestSpool spool = new TestSpool(new MemoryFolder(8L * SEGMENT), SEGMENT, "dead", "living");
        Feed living = spool.feeds.get(1);
        long delivered = 0;
        for (int i = 0; i < 40; i++) {
            for (int j = 0; j < 1000; j++) {
                assertThat(spool.append(Level.ERROR, KILOBYTE)).isTrue();
                if (j % 50 == 0) {
                    spool.keeper.run(spool.now.addAndGet(10_000_000));
                }
            }
            int next = living.next(20_000, Integer.MAX_VALUE).size();
            living.stats().delivered(next);
            living.settled(null);
            delivered += next;
        }

        assertThat(delivered).isEqualTo(40_000);
        assertThat(living.stats().dropped()).isZero();
        Feed dead = spool.feeds.get(0);
        assertThat(dead.stats().dropped()).isGreaterThan(30_000);
        assertThat(dead.next(40_000, Integer.MAX_VALUE))
                .hasSize((int) dead.stats().pending());
        assertThat(sum(dead)).isEqualTo(40_000);
    }

    @Test
    void whatIsDamagedInASegmentThatIsGivenUpIsCounted() throws IOException {
        MemoryFolder folder = new MemoryFolder(8L * SEGMENT);
        TestSpool spool = new TestSpool(folder, SEGMENT, "dead", "living");
        Feed dead = spool.feeds.get(0);
        Feed living = spool.feeds.get(1);
        spool.append(Level.ERROR, KILOBYTE);
        spool.append(Level.ERROR, KILOBYTE);
        folder.open(Segments.name(1)).write(ByteBuffer.wrap(new byte[] {0, 0, 0, 0}), Segment.HEADER);
        for (int i = 2; i < 20_000; i++) {
            assertThat(spool.append(Level.ERROR, KILOBYTE)).isTrue();
            if (i % 50 == 0) {
                spool.keeper.run(spool.now.addAndGet(1_000_000_000));
                int next = living.next(20_000, Integer.MAX_VALUE).size();
                living.stats().delivered(next);
                living.settled(null);
            }
        }

        assertThat(living.stats().dropped()).isOne();
        assertThat(dead.stats().dropped()).isPositive();
        assertThat(dead.next(40_000, Integer.MAX_VALUE))
                .hasSize((int) dead.stats().pending());
    }

    @Test
    void whatIsDamagedInWhatIsLeftOfASegmentIsCountedByWhoReadsItAndWhereItIsGivenUp() throws IOException {
        MemoryFolder folder = new MemoryFolder(8L * SEGMENT);
        TestSpool spool = new TestSpool(folder, SEGMENT, "dead", "reader", "living");
        Feed dead = spool.feeds.get(0);
        Feed reader = spool.feeds.get(1);
        Feed living = spool.feeds.get(2);
        // The first and the last of those that are left of the first segment will be damaged.
        fill(spool, 2_000);
        spool.segments.thin(1, record -> LogEvent.levelOf(record.content()) == Level.WARN);
        spool.feeds.forEach(feed -> feed.relocate(1, null));
        List<SpoolRecord> left = spool.segments.recordsOf(1);
        for (SpoolRecord record : List.of(left.get(0), left.get(left.size() - 1))) {
            int offset = record.after().offset() - Segment.sizeOf(record.content().length);
            folder.open(Segments.name(1)).write(ByteBuffer.wrap(new byte[] {0, 0, 0, 0}), offset);
        }
        long next = spool.segments.startAfter(1).sequence();
        long gone = (next - 1) - left.size();

        reader.stats().delivered(reader.next(20_000, Integer.MAX_VALUE).size());
        living.stats().delivered(living.next(20_000, Integer.MAX_VALUE).size());
        assertThat(reader.stats().dropped()).isEqualTo(2);
        assertThat(reader.stats().delivered()).isEqualTo(2_000 - gone - 2);
        for (int i = 2_000; spool.segments.oldest() == 1; i++) {
            assertThat(spool.append(Level.ERROR, KILOBYTE + i)).isTrue();
            if (i % 50 == 0) {
                living.settled(null);
                spool.keeper.run(spool.now.addAndGet(10_000_000));
            }
            living.next(20_000, Integer.MAX_VALUE);
        }

        long givenUp = dead.stats().dropped();
        assertThat(givenUp)
                .as("of the first segment, without what was taken out")
                .isEqualTo(left.size());
    }

    @Test
    void whatIsWithTheDestinationIsNotGivenUp() throws IOException {
        TestSpool spool = new TestSpool(new MemoryFolder(6L * SEGMENT), SEGMENT, "slow");
        spool.append("first");
        spool.append("second");
        List<Document> inFlight = spool.feed().next(2, Integer.MAX_VALUE);

        long kept = 2 + fill(spool, 20_000);
        spool.feed().settled(inFlight.get(0).start());

        TestSpool again = spool;
        List<SpoolRecord> records = again.segments.recordsOf(1);
        assertThat(records.get(0).sequence()).isEqualTo(1);
        assertThat(records.get(1).sequence()).isEqualTo(2);
        int read = spool.feed().next(40_000, Integer.MAX_VALUE).size();
        assertThat(spool.feed().stats().dropped()).isEqualTo(kept - 2 - read);
    }

    @Test
    void whatIsLeftOfASegmentIsFoundByTheNextProcess() throws IOException {
        MemoryFolder folder = new MemoryFolder(6L * SEGMENT);
        TestSpool spool = new TestSpool(folder, SEGMENT, "dead");
        fill(spool, 800);
        // Half of the first segment is delivered, then the destination dies.
        int delivered = spool.feed().next(500, Integer.MAX_VALUE).size();
        spool.feed().settled(null);
        fill(spool, 20_000);
        List<Long> left = spool.feed().next(40_000, Integer.MAX_VALUE).stream()
                .map(each -> each.event().sequence())
                .toList();
        assertThat(spool.dropped).isNotEmpty();

        // And the process.
        Segments again = Segments.open(folder);
        List<Long> found = new ArrayList<>();
        for (Position from = Cursor.open(folder, "dead").position(); ; ) {
            List<SpoolRecord> records = again.read(from, SEGMENT);
            if (records.isEmpty()) {
                break;
            }
            records.forEach(each -> found.add(each.sequence()));
            from = records.get(records.size() - 1).after();
        }

        assertThat(delivered).isEqualTo(500);
        assertThat(found).isEqualTo(left);
    }

    @Test
    void segmentsThatEverybodyHasAreUsedAgain() throws IOException {
        MemoryFolder folder = new MemoryFolder(64 << 20);
        TestSpool spool = new TestSpool(folder, SEGMENT, "a");
        for (int i = 0; i < 20; i++) {
            fill(spool, 1000);
            spool.feed().next(20_000, Integer.MAX_VALUE);
            spool.feed().settled(null);
            spool.tick();
        }

        assertThat(spool.spool.headNumber()).isGreaterThan(15);
        assertThat(folder.list().stream()
                        .filter(name -> name.endsWith(".segment"))
                        .count())
                .isLessThan(8);
    }

    @Test
    void readingAndGivingUpAtTheSameTimeLoseAndRepeatNothing() throws IOException {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            TestSpool spool = new TestSpool(new MemoryFolder(5L * SEGMENT), SEGMENT, "a", "b");
            long[] last = new long[2];
            long[] read = new long[2];
            long refused = 0;
            for (int i = 0; i < 12_000; i++) {
                refused += spool.append(random.nextInt(4) == 0 ? Level.WARN : Level.INFO, KILOBYTE) ? 0 : 1;
                if (random.nextInt(60) == 0) {
                    spool.keeper.run(spool.now.addAndGet(1_000_000L * random.nextInt(1000)));
                }
                int who = random.nextInt(2);
                Feed feed = spool.feeds.get(who);
                if (random.nextInt(who == 0 ? 400 : 2_000) == 0) {
                    for (Document each : feed.next(random.nextInt(600), Integer.MAX_VALUE)) {
                        assertThat(each.event().sequence()).isGreaterThan(last[who]);
                        last[who] = each.event().sequence();
                        read[who]++;
                    }
                    feed.settled(null);
                }
            }
            for (int who : IntStream.range(0, 2).toArray()) {
                Feed feed = spool.feeds.get(who);
                read[who] += feed.next(20_000, Integer.MAX_VALUE).size();
                assertThat(read[who] + feed.stats().dropped())
                        .as("seed %d", seed)
                        .isEqualTo(12_000 - refused);
            }
        }
    }
}
