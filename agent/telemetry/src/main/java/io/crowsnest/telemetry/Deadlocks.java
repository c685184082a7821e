package io.crowsnest.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How many threads are deadlocked, on monitors or on locks that have an owner ({@code ReentrantLock}).
 *
 * <p>The JVM looks for deadlocks while all threads stand still. So it is asked only where one is likely: who waits for whom can be read
 * without a stop, and a deadlock shows as a circle in it. What is read that way is not of one moment, so the JVM has the last word.
 *
 * <p>Read on the thread of the scrape, which is the agent's: every ten seconds at most, and so seldom that it takes no more than a
 * thousandth of one processor however many threads there are. The JVM does not tell about virtual threads.
 */
final class Deadlocks {

    private static final long SHORTEST_PAUSE = TimeUnit.SECONDS.toNanos(10);
    private static final int PAUSE_PER_WORK = 1000;

    /** Registries hold what they read weakly. */
    private static final Deadlocks OF_THIS_JVM = new Deadlocks(ManagementFactory.getThreadMXBean(), System::nanoTime);

    private final ThreadMXBean threads;
    private final LongSupplier nanoTime;
    private long next;
    private int found;

    Deadlocks(ThreadMXBean threads, LongSupplier nanoTime) {
        this.threads = threads;
        this.nanoTime = nanoTime;
        next = nanoTime.getAsLong();
    }

    static void bindTo(MeterRegistry registry) {
        Meters.gauge(registry, Catalogue.JVM_THREADS_DEADLOCKED, OF_THIS_JVM, Deadlocks::count);
    }

    static int ofThisJvm() {
        return OF_THIS_JVM.count();
    }

    synchronized int count() {
        long begin = nanoTime.getAsLong();
        if (begin - next >= 0) {
            found = look();
            long end = nanoTime.getAsLong();
            next = end + Math.max(SHORTEST_PAUSE, PAUSE_PER_WORK * (end - begin));
        }
        return found;
    }

    private int look() {
        // Without stack traces the JVM answers this at no safepoint.
        if (!hasCircle(threads.getThreadInfo(threads.getAllThreadIds()))) {
            return 0;
        }
        long[] deadlocked = threads.isSynchronizerUsageSupported()
                ? threads.findDeadlockedThreads()
                : threads.findMonitorDeadlockedThreads();
        return deadlocked == null ? 0 : deadlocked.length;
    }

    /** Each thread waits for one other at most, so a way either ends or comes back to a thread that it has passed. */
    private static boolean hasCircle(ThreadInfo[] all) {
        Map<Long, Long> waitsFor = new HashMap<>();
        for (ThreadInfo each : all) {
            // Threads that ended meanwhile are null.
            if (each != null && each.getLockOwnerId() != -1) {
                waitsFor.put(each.getThreadId(), each.getLockOwnerId());
            }
        }
        Set<Long> leadsOut = new HashSet<>();
        for (Long start : waitsFor.keySet()) {
            Set<Long> way = new HashSet<>();
            Long thread = start;
            while (thread != null && !leadsOut.contains(thread)) {
                if (!way.add(thread)) {
                    return true;
                }
                thread = waitsFor.get(thread);
            }
            leadsOut.addAll(way);
        }
        return false;
    }
}
