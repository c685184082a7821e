package io.crowsnest.exporter.spool;

import io.crowsnest.exporter.spool.BatchResult.Failed;
import io.crowsnest.exporter.spool.BatchResult.Kind;
import io.crowsnest.exporter.spool.InFlight.Outcome;
import io.crowsnest.telemetry.AgentThread;
import io.crowsnest.telemetry.DestinationStats;
import io.crowsnest.telemetry.DestinationStats.Reason;
import io.crowsnest.telemetry.ExporterHealth;
import java.time.Duration;
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

    /** So often a destination that is out of reach is tried at shutdown before the application is let go. */
    private static final int TRIES_AT_SHUTDOWN = 3;

    private final Feed feed;
    private final Destination destination;
    private final DestinationStats stats;
    private final ExporterHealth health;
    private final Consumer<String> log;
    private final Pace pace;
    private final DeliveryState state;
    private final InFlight inFlight;

    private volatile @Nullable Thread thread;
    private volatile boolean closing;
    private volatile @Nullable ShutdownPatience patience;

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
        this.stats = feed.stats();
        this.health = health;
        this.log = log;
        this.pace = pace;
        this.state = new DeliveryState(destination.name(), stats, health, log);
        this.inFlight = new InFlight(feed, new Refusals(feed, deadLetters, health), pace);
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
        if (patience == null) {
            patience = new ShutdownPatience(stats, feed.isDurable());
        }
        closing = true;
        LockSupport.unpark(thread);
    }

    /**
     * Delivers what is left, until nothing new has come for a moment, and stops. Called when the application ends.
     *
     * @param atMost how long the application may be held up
     */
    void close(Duration atMost) {
        long until = System.nanoTime() + atMost.toNanos();
        hurry();
        Thread shipper = thread;
        ShutdownPatience since = patience;
        if (shipper != null && since != null) {
            try {
                since.await(shipper, until);
            } catch (InterruptedException e) {
                // Whoever interrupts wants the end now.
                Thread.currentThread().interrupt();
            }
        }
        abandon();
        destination.close();
    }

    /** What is in flight is not ours any more: on disk it waits for the next process, else it is lost. */
    private void abandon() {
        // What was given up stays a gap in the sequence, so the figures know better.
        long left = Math.min(inFlight.abandon(), stats.pending());
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
        if (inFlight.isAbandoned() || !inFlight.isEmpty()) {
            return !inFlight.isAbandoned();
        }
        while (feed.unread() == 0) {
            if (closing) {
                return awaitLastEvents();
            }
            feed.await(IDLE_NANOS);
        }
        long due = System.nanoTime() + pace.linger().toNanos();
        for (long left = pace.linger().toNanos();
                left > 0 && !closing && feed.unread() < inFlight.limit();
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
        long start = System.nanoTime();
        try {
            batch = inFlight.nextBatch();
            String failure = feed.takeFailure();
            if (!failure.isEmpty()) {
                health.failed("no document of an event: ".concat(failure));
            }
            if (batch.isEmpty()) {
                return UNREADABLE_PAUSE_NANOS;
            }
            start = System.nanoTime();
            result = destination.send(batch);
        } catch (Throwable e) {
            // Also an Error, such as a class that can't be loaded: the events stay, and the reason is said.
            result = new Failed(Kind.UNREACHABLE, e.toString());
        }
        try {
            return say(inFlight.settle(batch, result, System.nanoTime() - start < QUICK_NANOS));
        } catch (Throwable e) {
            // All is booked before anything is said, so only a line is lost, and the thread must go on.
            health.failed(e.toString());
            return pace.minRetry().toNanos();
        }
    }

    /** Says what became of a batch, after all of it was booked. Returns how many nanoseconds to wait before the next. */
    private long say(Outcome outcome) {
        if (outcome.refusal() != null) {
            state.refused(outcome.refusal());
        }
        if (outcome.aside() != null) {
            state.setAside(outcome.aside());
        }
        if (outcome.gotThrough()) {
            state.succeeded();
        }
        Failed trouble = outcome.trouble();
        if (trouble == null) {
            return 0;
        }
        state.failed(trouble.kind(), trouble.reason());
        return retryNanos(trouble.retryAfter());
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
