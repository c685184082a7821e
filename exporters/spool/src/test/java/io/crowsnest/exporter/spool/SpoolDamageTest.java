package io.crowsnest.exporter.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.telemetry.LogEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Flips, zeroes, truncates and mixes up bytes of spool files: 10,000 cases, each from its own seed. */
class SpoolDamageTest {

    private static final int CASES = 10_000;
    private static final int SEGMENT = 8 << 10;
    private static final int EVENTS = 100;

    @Test
    void losesAndCountsOnlyDamagedRecordsAndInventsNone() throws IOException {
        Map<String, byte[]> files = files();
        long lost = 0;
        for (int seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            Map<String, byte[]> damaged = new TreeMap<>();
            files.forEach((name, content) -> damaged.put(name, content.clone()));
            Set<Integer> hit = damage(damaged, files, random);

            Content content = read(damaged);

            List<SpoolRecord> records = content.records;
            List<Long> read = records.stream().map(SpoolRecord::sequence).toList();
            assertThat(read).as("seed %d", seed).isSorted().doesNotHaveDuplicates();
            long counted = records.stream().mapToLong(SpoolRecord::missing).sum();
            assertThat(counted)
                    .as("seed %d: counted of what is missing before the last that is left", seed)
                    .isEqualTo(read.isEmpty() ? 0 : read.get(read.size() - 1) - read.size());
            assertThat(EVENTS - read.size()).as("seed %d", seed).isLessThanOrEqualTo(hit.size());
            assertThat(counted + content.damagedAtEnd)
                    .as("seed %d: counted", seed)
                    .isEqualTo(EVENTS - read.size());
            lost += EVENTS - read.size();
        }
        System.out.printf("%d damaged spools: %d records lost, all of them counted%n", CASES, lost);
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

    /** What can be read, and how many records behind it are known to be lost. */
    private record Content(List<SpoolRecord> records, long damagedAtEnd) {}

    private static Map<String, byte[]> files() throws IOException {
        return files(true);
    }

    /**
     * A spool of several segments and a few dead ones, all small.
     *
     * @param tickAtEnd whether it was looked after once more after the last record
     */
    private static Map<String, byte[]> files(boolean tickAtEnd) throws IOException {
        MemoryFolder folder = new MemoryFolder(64 << 20);
        TestSpool spool = new TestSpool(folder, SEGMENT, "a");
        Random random = new Random(0);
        for (int i = 1; i <= EVENTS; i++) {
            spool.tick();
            assertThat(spool.append("event " + i + " " + "y".repeat(random.nextInt(400))))
                    .isTrue();
        }
        if (tickAtEnd) {
            spool.tick();
        }
        Map<String, byte[]> files = new TreeMap<>();
        for (String name : folder.list()) {
            SpoolFile file = folder.open(name);
            ByteBuffer content = ByteBuffer.allocate((int) file.size());
            file.read(content, 0);
            files.put(name, content.array());
        }
        return files;
    }

    /** Damages one or two places. Returns which records may be lost by it. */
    private static Set<Integer> damage(Map<String, byte[]> files, Map<String, byte[]> whole, Random random) {
        Set<Integer> hit = new HashSet<>();
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
    private static void records(byte[] content, int start, int end, Set<Integer> hit) {
        ByteBuffer segment = ByteBuffer.wrap(content);
        int offset = Segment.HEADER;
        while (offset <= content.length - Segment.RECORD_HEADER) {
            int length = segment.getInt(offset);
            if (length <= 0 || length > content.length) {
                return;
            }
            int next = offset + Segment.sizeOf(length);
            if (offset < end && next > start && next <= content.length) {
                hit.add((int) segment.getLong(offset + 8));
            }
            offset = next;
        }
    }

    private static Content read(Map<String, byte[]> files) throws IOException {
        MemoryFolder folder = new MemoryFolder(64 << 20);
        for (Map.Entry<String, byte[]> each : files.entrySet()) {
            folder.create(each.getKey(), each.getValue().length).write(ByteBuffer.wrap(each.getValue()), 0);
        }
        Segments segments = Segments.open(folder);
        Cursor cursor = Cursor.open(folder, "a");
        Position from = cursor.position();
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
