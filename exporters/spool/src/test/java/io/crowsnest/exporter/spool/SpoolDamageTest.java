package io.crowsnest.exporter.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.telemetry.LogEvent;
import io.crowsnest.telemetry.LogEvent.Level;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Flips, zeroes, truncates and mixes up bytes of spool files: twice 10,000 cases, each from its own seed. */
class SpoolDamageTest {

    private static final int CASES = 10_000;
    private static final int SEGMENT = 8 << 10;
    private static final int EVENTS = 150;

    @ParameterizedTest(name = "records were taken out to make room: {0}")
    @ValueSource(booleans = {false, true})
    void losesAndCountsOnlyDamagedRecordsAndInventsNone(boolean isThinned) throws IOException {
        Map<String, byte[]> files = isThinned ? thinned() : files();
        List<SpoolRecord> all = read(files).records;
        long lost = 0;
        for (int seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            Map<String, byte[]> damaged = new TreeMap<>();
            files.forEach((name, content) -> damaged.put(name, content.clone()));
            Set<Long> hit = damage(damaged, files, random);

            // From the cursor, or from where a reader stands in the middle.
            int before = random.nextInt(all.size());
            boolean isInTheMiddle = before > 0 && random.nextBoolean();
            Content content = isInTheMiddle ? read(damaged, all.get(before - 1).after()) : read(damaged);

            List<Long> read = sequences(content.records);
            assertThat(read).as("seed %d", seed).isSorted().doesNotHaveDuplicates();
            List<Long> missing = sequences(isInTheMiddle ? all.subList(before, all.size()) : all);
            assertThat(missing.containsAll(read))
                    .as("seed %d: invents none", seed)
                    .isTrue();
            missing.removeAll(read);
            assertThat(hit).as("seed %d: loses only what is damaged", seed).containsAll(missing);
            long last = read.isEmpty() ? 0 : read.get(read.size() - 1);
            long counted =
                    content.records.stream().mapToLong(SpoolRecord::missing).sum();
            assertThat(counted)
                    .as("seed %d: counted of what is missing before the last that is left", seed)
                    .isEqualTo(missing.stream().filter(each -> each < last).count());
            assertThat(counted + content.damagedAtEnd)
                    .as("seed %d: counted", seed)
                    .isEqualTo(missing.size());
            lost += missing.size();
        }
        System.out.printf(
                "%d damaged spools, thinned %s: %d records lost, all of them counted%n", CASES, isThinned, lost);
        assertThat(lost).as("some damage must hit").isGreaterThan(CASES / 2);
    }

    @Test
    void countsWhatIsDamagedAtTheEnd() throws IOException {
        for (int last = 1; last <= 3; last++) {
            Map<String, byte[]> files = files();
            for (int i = 0; i < last; i++) {
                files.get(Segments.name(headOf(files)))[offset(files, EVENTS - i) + Segment.RECORD_HEADER]++;
            }

            Content content = read(files);

            assertThat(content.records).hasSize(EVENTS - last);
            assertThat(content.damagedAtEnd).isEqualTo(last);
        }
    }

    @Test
    void countsWhatWasWholeAndIsNotThereAnyMore() throws IOException {
        Map<String, byte[]> files = files();
        String head = Segments.name(headOf(files));
        files.put(head, java.util.Arrays.copyOf(files.get(head), offset(files, EVENTS - 1)));

        Content content = read(files);

        assertThat(content.records).hasSize(EVENTS - 2);
        assertThat(content.damagedAtEnd).isEqualTo(2);
    }

    @Test
    void aLogCallThatWasKilledIsNoDamage() throws IOException {
        Map<String, byte[]> files = files(false);
        byte[] head = files.get(Segments.name(headOf(files)));
        java.util.Arrays.fill(head, offset(files, EVENTS), offset(files, EVENTS) + 4, (byte) 0);

        Content content = read(files);

        assertThat(content.records).hasSize(EVENTS - 1);
        assertThat(content.damagedAtEnd).isZero();
    }

    @Test
    void anUndamagedSpoolHasNoDamageAtItsEnd() throws IOException {
        assertThat(read(files()).damagedAtEnd).isZero();
    }

    @Test
    void aDamagedCursorRepeatsInsteadOfLosing() throws IOException {
        Map<String, byte[]> files = files();
        java.util.Arrays.fill(files.get("cursor-a"), (byte) 0x55);

        assertThat(read(files).records).hasSize(EVENTS);
    }

    /** Number of the segment that has the last record. */
    private static long headOf(Map<String, byte[]> files) {
        long head = 1;
        while (offset(files.get(Segments.name(head)), EVENTS) < 0) {
            head++;
        }
        return head;
    }

    /** Where the record with this sequence begins in the segment that has the last one. */
    private static int offset(Map<String, byte[]> files, long sequence) {
        int offset = offset(files.get(Segments.name(headOf(files))), sequence);
        assertThat(offset).as("record %d", sequence).isPositive();
        return offset;
    }

    /** The same in one segment; -1 if it is not there. */
    private static int offset(byte[] content, long sequence) {
        ByteBuffer segment = ByteBuffer.wrap(content);
        int offset = Segment.HEADER;
        while (offset <= content.length - Segment.RECORD_HEADER && segment.getInt(offset) > 0) {
            if (segment.getLong(offset + 8) == sequence) {
                return offset;
            }
            offset += Segment.sizeOf(segment.getInt(offset));
        }
        return -1;
    }

    private static List<Long> sequences(List<SpoolRecord> records) {
        return new ArrayList<>(records.stream().map(SpoolRecord::sequence).toList());
    }

    /** What can be read, and how many records behind it are known to be lost. */
    private record Content(List<SpoolRecord> records, long damagedAtEnd) {}

    private static Map<String, byte[]> files() throws IOException {
        return files(true);
    }

    /** The same, with what is below WARN taken out of the first, the third and the fourth segment. */
    private static Map<String, byte[]> thinned() throws IOException {
        TestSpool spool = filled(true);
        for (long number : new long[] {1, 3, 4}) {
            assertThat(spool.segments.thin(number, SpoolDamageTest::isToKeep)).isTrue();
        }
        return files(spool);
    }

    private static boolean isToKeep(SpoolRecord record) {
        return LogEvent.levelOf(record.content()).compareTo(Level.WARN) >= 0;
    }

    /**
     * A spool of several segments and a few dead ones, all small.
     *
     * @param tickAtEnd whether it was looked after once more after the last record
     */
    private static Map<String, byte[]> files(boolean tickAtEnd) throws IOException {
        return files(filled(tickAtEnd));
    }

    private static TestSpool filled(boolean tickAtEnd) throws IOException {
        TestSpool spool = new TestSpool(new MemoryFolder(64 << 20), SEGMENT, "a");
        Random random = new Random(0);
        for (int i = 1; i <= EVENTS; i++) {
            spool.tick();
            Level level = i % 3 == 0 ? Level.WARN : Level.INFO;
            assertThat(spool.append(level, "event " + i + " " + "y".repeat(random.nextInt(400))))
                    .isTrue();
        }
        if (tickAtEnd) {
            spool.tick();
        }
        return spool;
    }

    private static Map<String, byte[]> files(TestSpool spool) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        for (String name : spool.folder.list()) {
            SpoolFile file = spool.folder.open(name);
            ByteBuffer content = ByteBuffer.allocate((int) file.size());
            file.read(content, 0);
            files.put(name, content.array());
        }
        return files;
    }

    /** Damages one or two places. Returns which records may be lost by it. */
    private static Set<Long> damage(Map<String, byte[]> files, Map<String, byte[]> whole, Random random) {
        Set<Long> hit = new HashSet<>();
        List<String> names = new ArrayList<>(files.keySet());
        for (int i = 0; i <= random.nextInt(2); i++) {
            String name = names.get(random.nextInt(names.size()));
            byte[] content = files.get(name);
            if (content.length == 0) {
                continue;
            }
            int start = random.nextInt(content.length);
            int length = 1 + random.nextInt(random.nextBoolean() ? 8 : 600);
            int end = Math.min(content.length, start + length);
            int kind = random.nextInt(4);
            if (kind == 3) {
                // Torn off.
                records(whole.get(name), start, whole.get(name).length, hit);
                files.put(name, java.util.Arrays.copyOf(content, start));
                continue;
            }
            records(whole.get(name), start, end, hit);
            for (int at = start; at < end; at++) {
                content[at] = switch (kind) {
                    case 0 -> 0;
                    case 1 -> (byte) (content[at] ^ (1 << random.nextInt(8)));
                    default -> (byte) random.nextInt();
                };
            }
        }
        return hit;
    }

    /** The records that have bytes in this range. */
    private static void records(byte[] content, int start, int end, Set<Long> hit) {
        ByteBuffer segment = ByteBuffer.wrap(content);
        int offset = Segment.HEADER;
        while (offset <= content.length - Segment.RECORD_HEADER) {
            int length = segment.getInt(offset);
            if (length <= 0 || length > content.length) {
                return;
            }
            int next = offset + Segment.sizeOf(length);
            if (offset < end && next > start && next <= content.length) {
                hit.add(segment.getLong(offset + 8));
            }
            offset = next;
        }
    }

    private static Content read(Map<String, byte[]> files) throws IOException {
        return read(files, null);
    }

    /** From where the cursor stands if {@code position} is null. */
    private static Content read(Map<String, byte[]> files, @Nullable Position position) throws IOException {
        MemoryFolder folder = new MemoryFolder(64 << 20);
        for (Map.Entry<String, byte[]> each : files.entrySet()) {
            folder.create(each.getKey(), each.getValue().length).write(ByteBuffer.wrap(each.getValue()), 0);
        }
        Segments segments = Segments.open(folder);
        Position from = position == null ? Cursor.open(folder, "a").position() : position;
        List<SpoolRecord> all = new ArrayList<>();
        while (true) {
            List<SpoolRecord> records = segments.read(from, 16 << 10);
            if (records.isEmpty()) {
                return new Content(all, segments.damagedBehind(from, Watermark.read(folder)));
            }
            for (SpoolRecord record : records) {
                LogEvent event = LogEvent.read(record.sequence(), record.content());
                assertThat(event.message()).startsWith("event " + record.sequence() + " ");
                all.add(record);
            }
            from = records.get(records.size() - 1).after();
        }
    }
}
