package io.crowsnest.exporter.spool;

import io.crowsnest.exporter.spool.BatchResult.Answered;
import io.crowsnest.exporter.spool.BatchResult.Failed;
import io.crowsnest.exporter.spool.BatchResult.Kind;
import io.crowsnest.exporter.spool.BatchResult.Verdict;
import io.crowsnest.telemetry.AgentThread;
import io.crowsnest.telemetry.DestinationStats;
import io.crowsnest.telemetry.DestinationStats.Reason;
import io.crowsnest.telemetry.ExporterHealth;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Delivers what a {@link Feed} has to one {@link Destination}, on one thread of the agent.
 *
 * <pre>
 *   feed --next--> in flight --send--> delivered | dead-lettered
 *                      ^-- busy, failed --'
 * </pre>
 *
 * <p>An event leaves "in flight" only with a figure of {@link DestinationStats}, so that at every moment
 * captured = delivered + pending + dead-lettered + dropped. The cursor follows: it never passes an event that is in flight. While there is
 * nothing to do the thread sleeps; the JSON libraries and the destination's client are first touched when the first batch is due.
 */
final class Shipper {

    private static final long IDLE_NANOS = Duration.ofHours(1).toNanos();
    private static final long RETRY_AT_SHUTDOWN_NANOS = Duration.ofMillis(200).toNanos();

    private static final long QUICK_NANOS = Duration.ofSeconds(1).toNanos();

    /** Records that are not whole yet are whole a moment later. */
    private static final long UNREADABLE_PAUSE_NANOS = Duration.ofMillis(50).toNanos();

    private static final long LOOK_AT_SHUTDOWN_MILLIS = 20;

    /** The client's classes take a second to load, where a process ends with its first batch. */
    private static final long LONGEST_WITHOUT_PROGRESS_NANOS =
            Duration.ofSeconds(3).toNanos();

    /** So often a destination that is out of reach is tried at shutdown before the application is let go. */
    private static final int TRIES_AT_SHUTDOWN = 3;

    private final Feed feed;
    private final Destination destination;
    private final @Nullable DeadLetters deadLetters;
    private final DestinationStats stats;
    private final ExporterHealth health;
    private final Consumer<String> log;
    private final Pace pace;
    private final DeliveryState state;

    /** Guards {@link #inFlight} and {@link #abandoned}: who takes an event out of it decides on its figure. */
    private final Object lock = new Object();

    private final Deque<Document> inFlight = new ArrayDeque<>();
    private boolean abandoned;

    /** How many events one request may have at the moment. */
    private int limit;

    /** Whether the last batch was answered soon, so that larger ones may be tried. */
    private boolean isQuick;

    private volatile @Nullable Thread thread;
    private volatile boolean closing;

    /**
     * A shipper that doesn't run yet.
     *
     * @param deadLetters keeps what the destination refuses for good, null if there is no disk
     * @param log takes one line, made of a text and {@code key=value} pairs, when delivery stops or goes on
     */
    Shipper(
            Feed feed,
            Destination destination,
            @Nullable DeadLetters deadLetters,
            ExporterHealth health,
            Consumer<String> log,
            Pace pace) {
        this.feed = feed;
        this.destination = destination;
        this.deadLetters = deadLetters;
        this.stats = feed.stats();
        this.health = health;
        this.log = log;
        this.pace = pace;
        this.state = new DeliveryState(destination.name(), stats, health, log);
        this.limit = pace.firstEvents();
    }

    /** Starts the thread, which leaves the processor to the application's own start for {@code initialDelay}. */
    void start(Duration initialDelay) {
        Thread shipper = new AgentThread("logs-".concat(destination.name()), () -> run(initialDelay));
        thread = shipper;
        shipper.start();
    }

    /** Delivers all that is there now on the calling thread; returns early where the destination is out of reach. */
    void drain() {
        closing = true;
        run(Duration.ZERO);
    }

    /** The application ends: what is left is delivered now, without waiting for more. */
    void hurry() {
        closing = true;
        LockSupport.unpark(thread);
    }

    /**
     * Delivers what is left, until nothing new has come for a moment, and stops. Called when the application ends.
     *
     * @param atMost how long the application may be held up
     */
    void close(Duration atMost) {
        closing = true;
        Thread shipper = thread;
        if (shipper != null) {
            LockSupport.unpark(shipper);
            try {
                awaitEnd(shipper, atMost.toNanos());
            } catch (InterruptedException e) {
                // Whoever interrupts wants the end now.
                Thread.currentThread().interrupt();
            }
        }
        abandon();
        destination.close();
    }

    /** Where nothing gets through for a while there is no use in waiting: on disk it is safe. */
    private void awaitEnd(Thread shipper, long nanos) throws InterruptedException {
        long start = System.nanoTime();
        long progressAt = start;
        long delivered = stats.delivered();
        while (shipper.isAlive()) {
            long now = System.nanoTime();
            if (stats.delivered() != delivered) {
                delivered = stats.delivered();
                progressAt = now;
            }
            boolean isStuck = feed.isDurable() && now - progressAt > LONGEST_WITHOUT_PROGRESS_NANOS;
            if (now - start >= nanos || isStuck) {
                return;
            }
            shipper.join(LOOK_AT_SHUTDOWN_MILLIS);
        }
    }

    /** What is in flight is not ours any more: on disk it waits for the next process, else it is lost. */
    private void abandon() {
        synchronized (lock) {
            abandoned = true;
            long left = inFlight.size() + feed.unread();
            if (left == 0) {
                return;
            }
            if (feed.isDurable()) {
                log.accept("logs wait on disk destination=" + destination.name() + " events=" + left);
            } else {
                stats.dropped(Reason.SHUTDOWN, left);
                log.accept("logs lost at shutdown destination=" + destination.name() + " events=" + left);
            }
        }
    }

    private void run(Duration initialDelay) {
        long startAt = System.nanoTime() + initialDelay.toNanos();
        for (long left = initialDelay.toNanos();
                left > 0 && !closing && feed.unread() < pace.many();
                left = startAt - System.nanoTime()) {
            LockSupport.parkNanos(this, Math.min(left, pace.linger().toNanos()));
        }
        int triesAtShutdown = 0;
        while (awaitWork()) {
            long pause = deliverOnce();
            if (closing && state.failures() > 0) {
                triesAtShutdown = state.failures() == 1 ? 1 : triesAtShutdown + 1;
                // Out of reach since before, or often enough now: the application has the right to end.
                if (state.failures() > triesAtShutdown || triesAtShutdown == TRIES_AT_SHUTDOWN) {
                    return;
                }
            }
            pause(pause);
        }
    }

    /** Waits until a batch is due. False if there is nothing more to do, ever. */
    private boolean awaitWork() {
        synchronized (lock) {
            if (abandoned || !inFlight.isEmpty()) {
                return !abandoned;
            }
        }
        while (feed.unread() == 0) {
            if (closing) {
                return awaitLastEvents();
            }
            feed.await(IDLE_NANOS);
        }
        long due = System.nanoTime() + pace.linger().toNanos();
        for (long left = pace.linger().toNanos();
                left > 0 && !closing && feed.unread() < limit;
                left = due - System.nanoTime()) {
            LockSupport.parkNanos(this, Math.min(left, pace.look().toNanos()));
        }
        return true;
    }

    /** The application may still log while it ends. False if it has been quiet. */
    private boolean awaitLastEvents() {
        long until = System.nanoTime() + pace.quiet().toNanos();
        for (long left = pace.quiet().toNanos(); left > 0 && feed.unread() == 0; left = until - System.nanoTime()) {
            feed.await(left);
        }
        return feed.unread() > 0;
    }

    /** Sends one batch. Returns how many nanoseconds to wait before the next. */
    private long deliverOnce() {
        List<Document> batch = List.of();
        BatchResult result;
        try {
            batch = nextBatch();
            sayOldest();
            String failure = feed.takeFailure();
            if (!failure.isEmpty()) {
                health.failed("no document of an event: ".concat(failure));
            }
            if (batch.isEmpty()) {
                return UNREADABLE_PAUSE_NANOS;
            }
            long start = System.nanoTime();
            result = destination.send(batch);
            isQuick = System.nanoTime() - start < QUICK_NANOS;
        } catch (Throwable e) {
            // Also an Error, such as a class that can't be loaded: the events stay, and the reason is said.
            result = new Failed(Kind.UNREACHABLE, e.toString());
        }
        try {
            return settle(batch, result);
        } catch (Throwable e) {
            // All is booked before anything is said, so only a line is lost, and the thread must go on.
            health.failed(e.toString());
            return pace.minRetry().toNanos();
        }
    }

    /** The oldest documents in flight, after filling up from the feed. */
    private List<Document> nextBatch() throws IOException {
        synchronized (lock) {
            List<Document> batch = new ArrayList<>();
            int bytes = 0;
            for (Document document : inFlight) {
                if (batch.size() == limit || bytes >= pace.bytes()) {
                    return batch;
                }
                batch.add(document);
                bytes += document.json().length;
            }
            if (!abandoned) {
                List<Document> more = feed.next(limit - batch.size(), pace.bytes() - bytes);
                inFlight.addAll(more);
                batch.addAll(more);
                if (inFlight.isEmpty()) {
                    // What was read could not be made documents: it is counted, and over.
                    feed.settled(null);
                }
            }
            return batch;
        }
    }

    /** Books what became of the batch. Returns how many nanoseconds to wait before the next. */
    private long settle(List<Document> batch, BatchResult result) throws IOException {
        synchronized (lock) {
            if (abandoned) {
                return 0;
            }
            if (result instanceof Answered answered && answered.verdicts().size() == batch.size()) {
                long pause = settle(batch, answered.verdicts());
                feed.settled(oldestInFlight());
                sayOldest();
                return pause;
            }
            Failed failed = result instanceof Failed refusal
                    ? refusal
                    : new Failed(Kind.UNREACHABLE, "answer for another number of documents");
            if (failed.kind() == Kind.TOO_LARGE) {
                if (batch.size() == 1) {
                    inFlight.remove();
                    if (!keepReduced(batch.get(0), failed.reason())) {
                        state.refused(failed.reason());
                    }
                    feed.settled(oldestInFlight());
                } else {
                    limit = batch.size() / 2;
                }
                return 0;
            }
            if (failed.kind() == Kind.OVERLOADED) {
                limit = Math.max(1, batch.size() / 2);
            }
            state.failed(failed.kind(), failed.reason());
            return retryNanos(failed.retryAfter());
        }
    }

    private void sayOldest() {
        synchronized (lock) {
            Document first = inFlight.peek();
            stats.oldestPending(first == null ? 0 : first.event().timestamp().toEpochMilli());
        }
    }

    private @Nullable Position oldestInFlight() {
        Position oldest = null;
        for (Document document : inFlight) {
            Position start = document.start();
            if (oldest == null || start.sequence() < oldest.sequence()) {
                oldest = start;
            }
        }
        return oldest;
    }

    private long settle(List<Document> batch, List<Verdict> verdicts) {
        List<Document> kept = new ArrayList<>();
        int delivered = 0;
        Kind trouble = Kind.OVERLOADED;
        String reason = "";
        String refusal = null;
        for (int i = 0; i < batch.size(); i++) {
            Document document = inFlight.remove();
            Verdict verdict = verdicts.get(i);
            switch (verdict.status()) {
                case DELIVERED -> delivered++;
                case REFUSED -> {
                    if (!keepReduced(document, verdict.reason())) {
                        refusal = verdict.reason();
                    }
                }
                case BUSY, BLOCKED -> {
                    kept.add(document);
                    reason = verdict.reason();
                    if (verdict.status() == BatchResult.Status.BLOCKED) {
                        trouble = Kind.BLOCKED;
                    }
                }
            }
        }
        for (int i = kept.size() - 1; i >= 0; i--) {
            inFlight.addFirst(kept.get(i));
        }
        stats.delivered(delivered);
        if (refusal != null) {
            state.refused(refusal);
        }
        if (delivered > 0 || kept.isEmpty()) {
            state.succeeded();
        }
        if (kept.isEmpty()) {
            limit = isQuick ? Math.min(pace.events(), limit + limit / 4 + 1) : limit;
            return 0;
        }
        limit = Math.max(1, batch.size() / 2);
        state.failed(trouble, reason);
        return retryNanos(null);
    }

    /** One more attempt in a form that should be acceptable, then never again: false once the document is given up. */
    private boolean keepReduced(Document refused, String reason) {
        if (!refused.isReduced()) {
            try {
                inFlight.addLast(feed.reduce(refused, reason));
                return true;
            } catch (Throwable e) {
                // Also an Error: the document has left what is in flight, so it must be booked.
                health.failed(e.toString());
            }
        }
        keepForPeople(refused, reason);
        stats.deadLettered(1);
        return false;
    }

    private void keepForPeople(Document refused, String reason) {
        if (deadLetters != null) {
            try {
                deadLetters.add(refused, reason);
            } catch (IOException | RuntimeException e) {
                // It is counted all the same; there is no better place for it.
                health.failed(e.toString());
            }
        }
    }

    private long retryNanos(@Nullable Duration asked) {
        long nanos =
                pace.retryNanos(state.failures(), ThreadLocalRandom.current().nextDouble());
        if (asked != null) {
            nanos = Math.max(nanos, Math.min(asked.toNanos(), pace.maxRetry().toNanos()));
        }
        return nanos;
    }

    private void pause(long nanos) {
        boolean atShutdown = closing;
        long until = System.nanoTime() + (atShutdown ? Math.min(nanos, RETRY_AT_SHUTDOWN_NANOS) : nanos);
        for (long left = until - System.nanoTime();
                left > 0 && closing == atShutdown;
                left = until - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
        }
    }
}
