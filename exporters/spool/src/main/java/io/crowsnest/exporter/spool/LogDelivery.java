package io.crowsnest.exporter.spool;

import io.crowsnest.telemetry.AgentThread;
import io.crowsnest.telemetry.Catalogue;
import io.crowsnest.telemetry.DestinationStats.Reason;
import io.crowsnest.telemetry.LogEvent;
import io.crowsnest.telemetry.LogRecord;
import io.crowsnest.telemetry.LogSink;
import io.crowsnest.telemetry.Meters;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The way of log events from the application's threads to all destinations: through a spool, on disk where there is one.
 *
 * <pre>
 *   application's thread --append--> spool --feed--> shipper --> destination, for each
 *                                      ^
 *                                  keeper thread: files, and what processes before this one have left
 * </pre>
 *
 * <p>Cheap enough to exist before {@code main}: the spool is opened, by the keeper, when the first event comes; whoever logs it
 * waits for that.
 */
public final class LogDelivery implements LogSink {

    private static final int MAX_EARLY_BYTES = 4 << 20;

    /** With one look at the disk and one file of 4 MiB it takes a tenth of this on a busy machine. */
    private static final long LONGEST_OPENING_NANOS = Duration.ofMillis(500).toNanos();

    private static final long OPENING_LOOK_NANOS = Duration.ofNanos(200_000).toNanos();
    private static final long IDLE_AT_START_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long TICK_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long FULL_TICK_NANOS = Duration.ofMillis(100).toNanos();

    private final List<Outlet> outlets;
    private final Consumer<String> log;
    private final DropReport drops = new DropReport();
    private final CountDownLatch opened = new CountDownLatch(1);

    /** Events from before the spool was open; its monitor guards the moment when it is. */
    private final Deque<byte[]> early = new ArrayDeque<>();

    private int earlyBytes;

    private volatile @Nullable Spool spool;
    private volatile Feed[] feeds = {};
    private volatile @Nullable Thread keeper;
    private volatile boolean keeperSleeps;

    /** The spool took too long to open: nobody waits for it any more. */
    private volatile boolean isSlow;

    private volatile boolean closing;
    private volatile boolean isDurable;

    private volatile @Nullable ServiceIdentity identity;

    /** Guarded by this object's monitor, as is everything below. */
    private SpoolPlace.@Nullable Opened place;

    private boolean serviceSaved;
    private Duration startDelay = Duration.ZERO;
    private final List<Shipper> shippers = new ArrayList<>();

    /**
     * Delivery to these destinations.
     *
     * @param log takes one line, made of a text and {@code key=value} pairs, when something has changed that people should know
     */
    public LogDelivery(List<Outlet> outlets, Consumer<String> log) {
        this.outlets = outlets;
        this.log = log;
    }

    public List<Outlet> outlets() {
        return outlets;
    }

    @Override
    public void accept(LogRecord record) {
        try {
            Spool open = spool;
            if (!(open == null ? acceptEarly(record) : open.append(record))) {
                dropped(record.level());
                return;
            }
        } catch (InternalError e) {
            // What the JVM makes of a disk that fails under a mapped file. Who reads counts the place as damaged.
            return;
        }
        wakeFeeds();
        wakeKeeper();
    }

    private void wakeFeeds() {
        for (Feed feed : feeds) {
            feed.wake();
        }
    }

    private void dropped(LogEvent.Level level) {
        for (Outlet outlet : outlets) {
            outlet.stats().dropped(Reason.QUEUE_FULL, 1);
        }
        drops.add(level);
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
            earlyBytes += record.length();
            early.add(Arrays.copyOf(record.bytes(), record.length()));
        }
        Thread opening = keeper;
        if (opening != null) {
            LockSupport.unpark(opening);
            awaitOpen();
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

    private void wakeKeeper() {
        if (keeperSleeps) {
            keeperSleeps = false;
            LockSupport.unpark(keeper);
        }
    }

    /**
     * Starts the keeper's thread, which opens the spool once there is something to keep.
     *
     * @param where asked by that thread: finding it out is not for the application to wait for
     */
    public synchronized void start(Supplier<SpoolPlace> where) {
        Thread thread = new AgentThread("spool", new Keeper(where));
        keeper = thread;
        thread.start();
    }

    /** Not a lambda: made before the application's main method. */
    private final class Keeper implements Runnable {
        private final Supplier<SpoolPlace> where;

        private Keeper(Supplier<SpoolPlace> where) {
            this.where = where;
        }

        @Override
        public void run() {
            long start = System.nanoTime();
            for (long left = IDLE_AT_START_NANOS;
                    left > 0 && !closing && !hasEarly();
                    left = start + IDLE_AT_START_NANOS - System.nanoTime()) {
                LockSupport.parkNanos(this, left);
            }
            keep(where.get());
        }
    }

    /**
     * Starts delivery, on one thread for each destination, now that it is known who logs. Does nothing the second time.
     *
     * @param delay leaves the processor to the application's own start for so long, unless much is waiting
     */
    public synchronized void deliver(ServiceIdentity service, Duration delay) {
        if (identity == null) {
            identity = service;
            startDelay = delay;
            startShipping();
        }
    }

    /**
     * Delivers what is left, for a moment. What can't be delivered waits on disk for the next process. Called when the application ends, by
     * a thread of the agent.
     *
     * @param atMost how long the application may be held up
     */
    public void close(Duration atMost) {
        long until = System.nanoTime() + atMost.toNanos();
        closing = true;
        try {
            synchronized (early) {
                if (spool == null && early.isEmpty()) {
                    return;
                }
            }
            LockSupport.unpark(keeper);
            if (!opened.await(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
                log.accept("logs lost at shutdown events=" + early.size() + " reason=\"no spool in time\"");
                return;
            }
        } catch (InterruptedException e) {
            // Whoever interrupts wants the end now.
            Thread.currentThread().interrupt();
            return;
        }
        // The keeper may be just about to.
        startShipping();
        List<Shipper> running;
        synchronized (this) {
            running = List.copyOf(shippers);
        }
        running.forEach(Shipper::hurry);
        for (Shipper each : running) {
            each.close(Duration.ofNanos(Math.max(1, until - System.nanoTime())));
        }
    }

    private void keep(SpoolPlace where) {
        Adoption adoption = new Adoption(where, outlets, log, System.nanoTime());
        SpoolKeeper files = null;
        boolean failing = false;
        while (true) {
            try {
                if (files == null && hasEarly()) {
                    files = open(where);
                }
                if (files != null) {
                    keepEarly(files);
                    saveService(where);
                    startShipping();
                    files.run(System.nanoTime());
                    report();
                }
                adoption.run(System.nanoTime(), identity, closing);
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
    private void saveService(SpoolPlace where) throws IOException {
        SpoolPlace.Opened at = opened();
        if (!serviceSaved && at != null) {
            serviceSaved = true;
            at.save(where.identity().get());
        }
    }

    private synchronized SpoolPlace.@Nullable Opened opened() {
        return place;
    }

    private boolean hasEarly() {
        synchronized (early) {
            return !early.isEmpty();
        }
    }

    private void sleep(@Nullable SpoolKeeper files, Adoption adoption, boolean failing) {
        Spool open = spool;
        if (open != null && open.isFull()) {
            LockSupport.parkNanos(this, FULL_TICK_NANOS);
            return;
        }
        long atMost =
                adoption.isActive() ? TICK_NANOS : Math.max(TICK_NANOS, adoption.untilNextLook(System.nanoTime()));
        // Whoever appends looks at this after it has appended, this thread the other way round: nothing is missed.
        keeperSleeps = true;
        if (files == null ? hasEarly() : !files.isClean()) {
            keeperSleeps = false;
            if (files != null || failing) {
                LockSupport.parkNanos(this, TICK_NANOS);
            }
        } else {
            LockSupport.parkNanos(this, atMost);
            keeperSleeps = false;
        }
    }

    private SpoolKeeper open(SpoolPlace where) throws IOException {
        SpoolPlace.Opened at = where.open(log);
        try {
            return open(at, where);
        } catch (IOException | RuntimeException | Error e) {
            at.discard();
            throw e;
        }
    }

    private SpoolKeeper open(SpoolPlace.Opened at, SpoolPlace where) throws IOException {
        Segments segments = new Segments(at.folder(), new Clock());
        Spool opening = new Spool(segments, at.first(), Spool.LONGEST_WAIT_NANOS, new WakeKeeper());
        List<Feed> all = new ArrayList<>();
        SharedDocuments documents = new SharedDocuments(segments, new Service(), at.id());
        for (Outlet outlet : outlets) {
            Cursor cursor = Cursor.create(at.folder(), outlet.name());
            all.add(new Feed(
                    segments,
                    documents,
                    cursor,
                    outlet.stats(),
                    opening,
                    at.folder().isDurable()));
        }
        SpoolKeeper files = new SpoolKeeper(
                at.folder(),
                segments,
                opening,
                all,
                at.segmentSize(),
                where.forceEvery().toNanos(),
                drops);
        isDurable = at.folder().isDurable();
        feeds = all.toArray(new Feed[0]);
        synchronized (this) {
            place = at;
        }
        return files;
    }

    /** Moves what came before the spool was open into it, then lets threads append to it. */
    private void keepEarly(SpoolKeeper files) throws IOException {
        if (spool != null) {
            return;
        }
        int waiting;
        synchronized (early) {
            waiting = early.size();
        }
        // Most of it while threads may go on leaving more, so that they wait for what came meanwhile only.
        for (int i = 0; i < waiting; i++) {
            keepOldest(files);
        }
        synchronized (early) {
            while (!early.isEmpty()) {
                keepOldest(files);
            }
            spool = files.spool();
        }
        opened.countDown();
    }

    private void keepOldest(SpoolKeeper files) throws IOException {
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
            dropped(LogEvent.levelOf(oldest));
        }
    }

    /** Once the spool is open and it is known who logs; goes on where it has failed before. */
    private synchronized void startShipping() {
        ServiceIdentity service = identity;
        SpoolPlace.Opened at = place;
        if (service == null || at == null) {
            return;
        }
        if (shippers.isEmpty()) {
            try {
                at.save(service);
            } catch (IOException e) {
                log.accept("spool failing reason=\"" + e + '"');
            }
        }
        for (int i = shippers.size(); i < outlets.size(); i++) {
            Outlet outlet = outlets.get(i);
            Shipper shipper = new Shipper(
                    feeds[i], outlet.open(service), at.deadLetters(outlet.name()), outlet.health(), log, Pace.DEFAULT);
            shipper.start(closing ? Duration.ZERO : startDelay);
            shippers.add(shipper);
        }
    }

    // No lambdas on the way to an open spool, for which a thread of the application waits: the first ones of a process
    // cost more than all else.

    private static final class Clock implements LongSupplier {
        @Override
        public long getAsLong() {
            return System.nanoTime();
        }
    }

    private final class WakeKeeper implements Runnable {
        @Override
        public void run() {
            LockSupport.unpark(keeper);
        }
    }

    /** Who logs. Documents are made by shippers only, which start after this is known. */
    private final class Service implements Supplier<ServiceIdentity> {
        @Override
        public ServiceIdentity get() {
            return Objects.requireNonNull(identity);
        }
    }

    /** After events were given up and things are well again: says so where the application's logs are read. */
    private void report() {
        Spool open = spool;
        if (open != null && !open.isFull()) {
            drops.report(System.nanoTime());
        }
    }

    /** Exposes the figures of all destinations and of the spool. */
    public void bindTo(MeterRegistry registry) {
        for (Outlet outlet : outlets) {
            outlet.stats().bindTo(registry);
            outlet.recovered().bindRecoveredTo(registry);
            outlet.health().bindTo(registry);
        }
        Meters.gauge(registry, Catalogue.CROWSNEST_LOG_SPOOL_DURABLE, this, each -> each.isDurable() ? 1 : 0);
    }

    /** Whether events that are not delivered survive the process. */
    public boolean isDurable() {
        return isDurable;
    }
}
