package io.crowsnest.exporter.spool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Lets processes that share a limit take space one after the other, by the lock of a file: else each of them could see the last free
 * megabytes and take them.
 */
final class QuotaTurn implements SpoolFolder.Turn {

    /** Making a segment takes some milliseconds. Whoever takes so much longer was stopped, and must not stop others. */
    private static final long LONGEST_WAIT_NANOS = Duration.ofMillis(500).toNanos();

    private static final long LOOK_NANOS = Duration.ofMillis(1).toNanos();

    private final @Nullable FileChannel file;
    private final boolean held;

    private QuotaTurn(@Nullable FileChannel file, boolean held) {
        this.file = file;
        this.held = held;
    }

    static QuotaTurn await(Path file) {
        try {
            return await(DiskFolder.openPrivate(file));
        } catch (IOException e) {
            // A full disk, say, which is what room will be made on.
            return new QuotaTurn(null, false);
        }
    }

    private static QuotaTurn await(FileChannel file) throws IOException {
        try {
            long deadline = System.nanoTime() + LONGEST_WAIT_NANOS;
            boolean locked = isLocked(file);
            while (!locked && System.nanoTime() - deadline < 0) {
                LockSupport.parkNanos(file, LOOK_NANOS);
                locked = isLocked(file);
            }
            return new QuotaTurn(file, locked);
        } catch (IOException | Error e) {
            file.close();
            throw e;
        }
    }

    private static boolean isLocked(FileChannel file) throws IOException {
        try {
            return file.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            // Held by this process, through another agent in it.
            return false;
        }
    }

    @Override
    public boolean isHeld() {
        return held;
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
