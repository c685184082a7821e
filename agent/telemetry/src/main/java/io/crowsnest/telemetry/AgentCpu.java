package io.crowsnest.telemetry;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Processor time of the agent's own threads, of those that run and of those that ended. */
final class AgentCpu {

    private static final Set<Thread> running = new HashSet<>();
    private static long endedNanos;

    /** Null until the figure is wanted, because {@code java.lang.management} costs start-up time. */
    private static @Nullable ThreadMXBean clock;

    private AgentCpu() {}

    static synchronized void started(Thread thread) {
        running.add(thread);
    }

    /** Called by the thread itself, as its last action. */
    static synchronized void ended(Thread thread) {
        if (running.remove(thread) && clock != null) {
            endedNanos += nanos(clock, thread);
        }
    }

    /** Loads what the measurement needs; threads that ended before are not part of the figure. */
    static synchronized void measure() {
        clock = ManagementFactory.getThreadMXBean();
    }

    static synchronized double seconds() {
        long sum = endedNanos;
        if (clock != null) {
            for (Thread thread : running) {
                sum += nanos(clock, thread);
            }
        }
        return sum / 1e9;
    }

    /** A JVM that cannot tell says -1. */
    private static long nanos(ThreadMXBean clock, Thread thread) {
        return clock.isThreadCpuTimeSupported() ? Math.max(0, clock.getThreadCpuTime(thread.getId())) : 0;
    }
}
