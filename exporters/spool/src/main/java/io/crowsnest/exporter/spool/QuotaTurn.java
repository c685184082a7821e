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
 * megabytes and take them. Where that can't be had, or not in time, it goes on without: at worst the limit is exceeded by a segment.
 */
final class QuotaTurn implements SpoolFolder.Turn {

    /** Making a segment takes some milliseconds. Whoever takes so much longer was stopped, and must not stop others. */
    private static final long LONGEST_WAIT_NANOS = Duration.ofMillis(500).toNanos();

    private static final long LOOK_NANOS = Duration.ofMillis(1).toNanos();

    private final @Nullable FileChannel lock;

    private QuotaTurn(@Nullable FileChannel lock) {
        this.lock = lock;
    }

    static QuotaTurn await(Path file) {
        try {
            return await(DiskFolder.openPrivate(file));
        } catch (IOException e) {
            // A full disk, say, which is what room will be made on.
            return new QuotaTurn(null);
        }
    }

    private static QuotaTurn await(FileChannel file) throws IOException {
        try {
            long deadline = System.nanoTime() + LONGEST_WAIT_NANOS;
            while (!isLocked(file) && System.nanoTime() - deadline < 0) {
                LockSupport.parkNanos(file, LOOK_NANOS);
            }
            return new QuotaTurn(file);
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
    public void close() throws IOException {
        if (lock != null) {
            lock.close();
        }
    }
}
