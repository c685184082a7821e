package io.crowsnest.exporter.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.telemetry.LogEvent;
import io.crowsnest.telemetry.LogEvent.Level;
import java.io.FileNotFoundException;
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

/**
 * A model of the spool against a modelled file system: random appends, deliveries and turns of the keeper; then the process is killed, or the
 * machine fails and keeps of what was not forced any pages it likes, in any order; or the disk is full for a while.
 *
 * <p>The end comes between two of these, or in the middle of one: at any change of the files that it makes, before or after that.
 *
 * <p>What must hold afterwards: after a kill nothing is lost that was appended. After a failure of the machine nothing is lost that was
 * appended before the last time everything was forced. Never is a record invented, repeated behind the cursor, or delivered twice without need.
 */
class PowerLossTest {

    private static final int SEGMENT = 16 << 10;
    private static final int CASES = 1_500;

    @Test
    void aKilledProcessLosesNothing() throws IOException {
        for (int seed = 0; seed < CASES; seed++) {
            new Model(seed).run().check(false);
        }
    }

    @Test
    void aFailedMachineLosesNothingThatWasForced() throws IOException {
        for (int seed = 0; seed < CASES; seed++) {
            new Model(seed).run().check(true);
        }
    }

    @Test
    void aProcessThatIsKilledInTheMiddleOfLookingAfterItsFilesLosesNothing() throws IOException {
        int killed = 0;
        for (int seed = 0; seed < CASES; seed++) {
            Model model = new Model(seed).runUntilKilled();
            model.check(false);
            killed += model.folder.isKilled ? 1 : 0;
        }
        assertThat(killed).isGreaterThan(CASES / 2);
    }

    @Test
    void aMachineThatFailsInTheMiddleOfLookingAfterFilesLosesNothingThatWasForced() throws IOException {
        for (int seed = 0; seed < CASES; seed++) {
            new Model(seed).runUntilKilled().check(true);
        }
    }

    private static final class Model {
        private final int seed;
        private final Random random;
        private final ModelFolder folder;
        private final TestSpool spool;
        private final Map<Long, String> appended = new TreeMap<>();
        private final Set<Long> delivered = new HashSet<>();

        /** Delivered, but the cursor may not say so yet. */
        private final Set<Long> unsettled = new HashSet<>();

        private long appendedBeforeForce;
        private long refused;

        Model(int seed) throws IOException {
            this.seed = seed;
            this.random = new Random(seed);
            this.folder = new ModelFolder(random);
            this.spool = new TestSpool(folder, SEGMENT, "a");
        }

        Model run() throws IOException {
            for (int step = random.nextInt(400); step > 0; step--) {
                switch (random.nextInt(20)) {
                    case 0 -> deliver();
                    case 1, 2 -> keep();
                    case 3 -> folder.isFull = random.nextInt(4) == 0;
                    default -> append();
                }
            }
            return this;
        }

        /** The same, but for one of the first changes of files, at which the process is killed. */
        Model runUntilKilled() throws IOException {
            folder.changesLeft = 1L + random.nextInt(100);
            try {
                run();
            } catch (Killed e) {
                assertThat(folder.isKilled).isTrue();
            }
            return this;
        }

        private void append() {
            String message = "event " + random.nextLong() + "x".repeat(random.nextInt(2_000));
            long sequence = spool.spool.nextSequence();
            if (spool.append(Level.ERROR, message)) {
                appended.put(sequence, message);
            } else {
                refused++;
            }
        }

        private void deliver() throws IOException {
            for (Document each : spool.feed().next(1 + random.nextInt(100), Integer.MAX_VALUE)) {
                delivered.add(each.event().sequence());
                unsettled.add(each.event().sequence());
            }
            spool.feed().settled(null);
            unsettled.clear();
        }

        private void keep() {
            long next = spool.spool.nextSequence();
            try {
                spool.tick();
                appendedBeforeForce = next;
            } catch (IOException full) {
                assertThat(folder.isFull).isTrue();
            }
        }

        void check(boolean machineFails) throws IOException {
            if (machineFails) {
                folder.fail();
            }
            Segments segments = Segments.open(folder);
            Cursor cursor = folder.list().contains(Cursor.name("a")) ? Cursor.open(folder, "a") : null;
            Position from = cursor == null ? Position.START : cursor.position();
            long wholeBefore = Watermark.read(folder);
            Set<Long> read = new HashSet<>();
            for (List<SpoolRecord> records = segments.read(from, 1 << 20);
                    !records.isEmpty();
                    records = segments.read(from, 1 << 20)) {
                for (SpoolRecord record : records) {
                    LogEvent event = LogEvent.read(record.sequence(), record.content());
                    assertThat(event.message()).as("seed %d", seed).isEqualTo(appended.get(record.sequence()));
                    assertThat(read.add(record.sequence())).as("seed %d", seed).isTrue();
                    from = record.after();
                }
            }
            for (long sequence : appended.keySet()) {
                // What is noted to be on the disk is there, or it would count as damaged.
                if (!machineFails || sequence < Math.max(appendedBeforeForce, wholeBefore)) {
                    assertThat(read.contains(sequence) || delivered.contains(sequence))
                            .as("seed %d: %d of %d, %d refused", seed, sequence, appended.size(), refused)
                            .isTrue();
                }
            }
            if (!machineFails) {
                assertThat(segments.damagedBehind(from, wholeBefore))
                        .as("seed %d", seed)
                        .isZero();
                read.retainAll(delivered);
                assertThat(unsettled).as("seed %d: delivered again", seed).containsAll(read);
            }
        }
    }

    /** What a process sees of its own end. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    /** Files as the operating system has them, and what of them is on the disk. */
    private static final class ModelFolder implements SpoolFolder {
        private static final int PAGE = 512;

        private final Random random;
        private final Map<String, ModelFile> names = new TreeMap<>();
        private final Map<String, ModelFile> deleted = new TreeMap<>();
        private boolean isFull;

        /** Changes until the process is killed. */
        private long changesLeft = Long.MAX_VALUE;

        private boolean isKilled;

        ModelFolder(Random random) {
            this.random = random;
        }

        /** Of what was not forced, some pages are on the disk and some are not; some of what was deleted is still there. */
        void fail() {
            deleted.forEach((name, file) -> {
                if (random.nextBoolean()) {
                    names.putIfAbsent(name, file);
                }
            });
            names.values().forEach(ModelFile::fail);
        }

        /** Makes a change, or dies before it, or behind it. */
        private void change(Runnable change) {
            if (isKilled) {
                // In a finally block: a process that is dead runs none.
                throw new Killed();
            }
            isKilled = --changesLeft == 0;
            if (!isKilled || random.nextBoolean()) {
                change.run();
            }
            if (isKilled) {
                throw new Killed();
            }
        }

        @Override
        public List<String> list() {
            return new ArrayList<>(names.keySet());
        }

        @Override
        public SpoolFile create(String name, int size) throws IOException {
            if (isFull) {
                throw new IOException("No space left on device");
            }
            if (changesLeft == 1) {
                // A part of the zeros is there.
                change(() -> names.put(name, new ModelFile(random.nextInt(size))));
            }
            ModelFile file = new ModelFile(size);
            change(() -> names.put(name, file));
            return file;
        }

        @Override
        public SpoolFile open(String name) throws IOException {
            ModelFile file = names.get(name);
            if (file == null) {
                throw new FileNotFoundException(name);
            }
            return file;
        }

        @Override
        public void rename(String from, String to) throws IOException {
            open(from);
            change(() -> names.put(to, names.remove(from)));
        }

        @Override
        public void delete(String name) {
            change(() -> {
                ModelFile file = names.remove(name);
                if (file != null) {
                    deleted.put(name, file);
                }
            });
        }

        @Override
        public boolean hasRoom(long bytes) {
            return !isFull;
        }

        @Override
        public boolean isDurable() {
            return true;
        }

        private final class ModelFile implements SpoolFile {
            private final ByteBuffer content;
            private final byte[] onDisk;

            ModelFile(int size) {
                content = ByteBuffer.allocateDirect(size);
                onDisk = new byte[size];
            }

            void fail() {
                for (int start = 0; start < onDisk.length; start += PAGE) {
                    int length = Math.min(PAGE, onDisk.length - start);
                    int kept = random.nextInt(3) == 0 ? random.nextInt(length) : random.nextBoolean() ? length : 0;
                    // Torn in the middle of a page, too.
                    content.put(start + kept, onDisk, start + kept, length - kept);
                }
            }

            @Override
            public ByteBuffer map() {
                return content;
            }

            @Override
            public void read(ByteBuffer target, long position) {
                int length = (int) Math.max(0, Math.min(target.remaining(), content.capacity() - position));
                target.put(content.slice((int) Math.min(position, content.capacity()), length));
            }

            @Override
            public void write(ByteBuffer source, long position) {
                change(() -> content.slice((int) position, source.remaining()).put(source));
            }

            @Override
            public void force() {
                change(() -> content.get(0, onDisk));
            }

            @Override
            public long size() {
                return content.capacity();
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        }
    }
}
