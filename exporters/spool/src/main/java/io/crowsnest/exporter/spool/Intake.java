package io.crowsnest.exporter.spool;

import io.crowsnest.telemetry.LogEvent;
import io.crowsnest.telemetry.LogRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where the application's threads leave what they log: in memory until the spool is open, for which they wait a moment; then in the spool. */
final class Intake {

    private static final int MAX_EARLY_BYTES = 4 << 20;

    /** With one look at the disk and one file of 4 MiB it takes a tenth of this on a busy machine. */
    private static final long LONGEST_OPENING_NANOS = Duration.ofMillis(500).toNanos();

    private static final long OPENING_LOOK_NANOS = Duration.ofNanos(200_000).toNanos();

    private final Consumer<LogEvent.Level> onDrop;
    private final CountDownLatch opened = new CountDownLatch(1);

    /** Events from before the spool was open; its monitor guards the moment when it is. */
    private final Deque<byte[]> early = new ArrayDeque<>();

    private int earlyBytes;
    private boolean isUsed;

    private volatile @Nullable Spool spool;
    private volatile Feed[] feeds = {};

    /** Opens the spool, and looks after it from then on. */
    private volatile @Nullable Thread keeper;

    private volatile boolean keeperSleeps;

    /** The spool took too long to open: nobody waits for it any more. */
    private volatile boolean isSlow;

    /**
     * An intake without a spool.
     *
     * @param onDrop told the level of each event that there is no room for
     */
    Intake(Consumer<LogEvent.Level> onDrop) {
        this.onDrop = onDrop;
    }

    /**
     * Keeps a record, or drops it. Called by the thread that logs.
     *
     * @throws StackOverflowError if there is no stack left for it; then it is not kept
     */
    void accept(LogRecord record) {
        try {
            Spool open = spool;
            if (!(open == null ? acceptEarly(record) : open.append(record))) {
                onDrop.accept(record.level());
                return;
            }
        } catch (InternalError e) {
            // What the JVM makes of a disk that fails under a mapped file. Who reads counts the place as damaged.
            return;
        }
        boolean keeperSlept = keeperSleeps;
        try {
            wake();
        } catch (StackOverflowError e) {
            // The event is kept. Whom it has not woken, the next one wakes.
            keeperSleeps = keeperSlept;
        }
    }

    private void wake() {
        wakeFeeds();
        if (spool == null) {
            if (keeper != null) {
                wakeKeeper();
                awaitOpen();
            }
        } else if (keeperSleeps) {
            keeperSleeps = false;
            wakeKeeper();
        }
    }

    private void wakeFeeds() {
        for (Feed feed : feeds) {
            feed.wake();
        }
    }

    private boolean acceptEarly(LogRecord record) {
        synchronized (early) {
            Spool open = spool;
            if (open != null) {
                return open.append(record);
            }
            if (earlyBytes + record.length() > MAX_EARLY_BYTES) {
                return false;
            }
            isUsed = true;
            earlyBytes += record.length();
            early.add(Arrays.copyOf(record.bytes(), record.length()));
        }
        return true;
    }

    /**
     * Waits for the spool, once in the life of a process and only so long: whoever is killed right after its first log call has logged, too. A
     * thread that is interrupted has no time.
     */
    private void awaitOpen() {
        long deadline = System.nanoTime() + LONGEST_OPENING_NANOS;
        while (spool == null && !isSlow && !Thread.currentThread().isInterrupted()) {
            if (System.nanoTime() - deadline > 0) {
                isSlow = true;
            }
            LockSupport.parkNanos(this, OPENING_LOOK_NANOS);
        }
    }

    /** From now on this thread is woken when there is something to do for it. */
    void keptBy(Thread thread) {
        keeper = thread;
    }

    void wakeKeeper() {
        LockSupport.unpark(keeper);
    }

    /**
     * Lets the keeper's thread sleep unless there is something to do for it.
     *
     * @return false if there is: it has not slept
     */
    boolean sleep(long nanos, @Nullable SpoolKeeper files) {
        // Whoever appends looks at this after it has appended, this thread the other way round: nothing is missed.
        keeperSleeps = true;
        boolean isIdle = files == null ? !hasEarly() : files.isClean();
        if (isIdle) {
            LockSupport.parkNanos(this, nanos);
        }
        keeperSleeps = false;
        return isIdle;
    }

    /** Whether anything was ever left here. */
    boolean isUsed() {
        synchronized (early) {
            return isUsed;
        }
    }

    boolean hasEarly() {
        return early() > 0;
    }

    /** How many events wait for a spool. */
    int early() {
        synchronized (early) {
            return early.size();
        }
    }

    /** Null until it is open. */
    @Nullable
    Spool spool() {
        return spool;
    }

    /** From now on these are told about what is new. */
    void feed(Feed[] all) {
        feeds = all;
    }

    /** Moves what came before the spool was open into it, then lets threads append to it. Does nothing the second time. */
    void open(SpoolKeeper files) throws IOException {
        if (spool != null) {
            return;
        }
        // Most of it while threads may go on leaving more, so that they wait for what came meanwhile only.
        for (int waiting = early(); waiting > 0; waiting--) {
            moveOldest(files);
        }
        synchronized (early) {
            while (!early.isEmpty()) {
                moveOldest(files);
            }
            spool = files.spool();
        }
        opened.countDown();
    }

    private void moveOldest(SpoolKeeper files) throws IOException {
        Spool opening = files.spool();
        if (opening.readySegments() == 0 && !opening.isFull()) {
            // Nobody else will make one.
            files.run(System.nanoTime());
        }
        byte[] oldest;
        synchronized (early) {
            oldest = early.remove();
            earlyBytes -= oldest.length;
        }
        if (opening.append(oldest, oldest.length)) {
            wakeFeeds();
        } else {
            onDrop.accept(LogEvent.levelOf(oldest));
        }
    }

    /** Whether the spool was open in time. */
    boolean awaitOpened(long nanos) throws InterruptedException {
        return opened.await(nanos, TimeUnit.NANOSECONDS);
    }
}
