package io.crowsnest.exporter.spool;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the keeper's thread does: opens the spool once there is something to keep, looks after its files, and takes over what processes
 * before this one have left.
 *
 * <p>No lambdas on the way to an open spool, for which a thread of the application waits: the first ones of a process cost more than all
 * else.
 */
final class SpoolThread implements Runnable {

    private static final long IDLE_AT_START_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long TICK_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long FULL_TICK_NANOS = Duration.ofMillis(100).toNanos();

    private final Supplier<SpoolPlace> where;
    private final Intake intake;
    private final Shipping shipping;
    private final DropReport drops;
    private final Consumer<String> log;
    private boolean serviceSaved;
    private volatile @Nullable Adoption adopting;
    private volatile boolean closing;

    /**
     * The work of a thread that is still to be started.
     *
     * @param where asked by that thread: finding it out is not for the application to wait for
     */
    SpoolThread(Supplier<SpoolPlace> where, Intake intake, Shipping shipping, DropReport drops, Consumer<String> log) {
        this.where = where;
        this.intake = intake;
        this.shipping = shipping;
        this.drops = drops;
        this.log = log;
    }

    /** What earlier processes have left that is for no destination of this one. */
    List<Unclaimed> unclaimed() {
        Adoption running = adopting;
        return running == null ? List.of() : running.unclaimed();
    }

    /** The application ends: what is there now is kept, and nothing else begun. */
    void close() {
        closing = true;
        intake.wakeKeeper();
    }

    @Override
    public void run() {
        long start = System.nanoTime();
        for (long left = IDLE_AT_START_NANOS;
                left > 0 && !closing && !intake.hasEarly();
                left = start + IDLE_AT_START_NANOS - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
        }
        keep(where.get());
    }

    private void keep(SpoolPlace place) {
        Adoption adoption = new Adoption(place, shipping.outlets(), log, System.nanoTime());
        adopting = adoption;
        SpoolKeeper files = null;
        boolean failing = false;
        while (true) {
            try {
                if (files == null && intake.hasEarly()) {
                    files = open(place);
                }
                if (files != null) {
                    intake.open(files);
                    saveService(place);
                    shipping.start();
                    files.run(System.nanoTime());
                    report();
                }
                adoption.run(System.nanoTime(), shipping.identity(), closing);
                failing = false;
            } catch (Throwable e) {
                // Also an Error: a process that was out of memory for a moment goes on, and so must this thread.
                if (!failing) {
                    log.accept("spool failing reason=\"" + e + '"');
                }
                failing = true;
            }
            sleep(files, adoption, failing);
        }
    }

    /** Keeps with the events who has logged them, for whoever delivers them if this process is killed. */
    private void saveService(SpoolPlace place) throws IOException {
        SpoolPlace.Opened at = shipping.place();
        if (!serviceSaved && at != null) {
            serviceSaved = true;
            at.save(place.identity().get());
        }
    }

    /** After events were given up and things are well again: says so where the application's logs are read. */
    private void report() {
        Spool open = intake.spool();
        if (open != null && !open.isFull()) {
            drops.report(System.nanoTime());
        }
    }

    private void sleep(@Nullable SpoolKeeper files, Adoption adoption, boolean failing) {
        Spool open = intake.spool();
        if (open != null && open.isFull()) {
            LockSupport.parkNanos(this, FULL_TICK_NANOS);
            return;
        }
        long atMost =
                adoption.isActive() ? TICK_NANOS : Math.max(TICK_NANOS, adoption.untilNextLook(System.nanoTime()));
        if (!intake.sleep(atMost, files) && (files != null || failing)) {
            LockSupport.parkNanos(this, TICK_NANOS);
        }
    }

    private SpoolKeeper open(SpoolPlace place) throws IOException {
        SpoolPlace.Opened at = place.open(log);
        List<Cursor> cursors = new ArrayList<>();
        try {
            return open(at, place, cursors);
        } catch (IOException | RuntimeException | Error e) {
            for (Cursor cursor : cursors) {
                cursor.close();
            }
            at.discard();
            throw e;
        }
    }

    private SpoolKeeper open(SpoolPlace.Opened at, SpoolPlace place, List<Cursor> cursors) throws IOException {
        Segments segments = new Segments(at.folder(), new Clock());
        Spool spool = new Spool(segments, at.first(), Spool.LONGEST_WAIT_NANOS, new WakeKeeper());
        SharedDocuments documents = new SharedDocuments(
                segments, shipping.whoLogs(), at.id(), shipping.outlets().size());
        List<Feed> feeds = new ArrayList<>();
        for (Outlet outlet : shipping.outlets()) {
            Cursor cursor = Cursor.create(at.folder(), outlet.name());
            cursors.add(cursor);
            feeds.add(new Feed(
                    segments,
                    documents,
                    cursor,
                    outlet.stats(),
                    spool,
                    at.folder().isDurable()));
        }
        SpoolKeeper files = new SpoolKeeper(
                at.folder(),
                segments,
                spool,
                feeds,
                at.segmentSize(),
                place.forceEvery().toNanos(),
                drops);
        intake.feed(feeds.toArray(new Feed[0]));
        shipping.opened(at, feeds);
        return files;
    }

    private static final class Clock implements LongSupplier {
        @Override
        public long getAsLong() {
            return System.nanoTime();
        }
    }

    private final class WakeKeeper implements Runnable {
        @Override
        public void run() {
            intake.wakeKeeper();
        }
    }
}
