package io.crowsnest.meters;

/**
 * Which of several places a thread takes. It keeps to it in all distributions until it meets another thread there; then it goes
 * one further, so that threads which run at the same time soon have a place each. That is what {@link
 * java.util.concurrent.atomic.LongAdder} does with a field of {@link Thread} that only the JDK may use.
 *
 * <p>The table is for the process, not for a registry, and of a fixed size: it is about threads. Some share an entry, and a write
 * that is lost in a race costs another meeting.
 */
final class Probe {

    private static final int ENTRIES = 256;

    private static final int[] probes = new int[ENTRIES];

    static {
        for (int i = 0; i < ENTRIES; i++) {
            probes[i] = i;
        }
    }

    private Probe() {}

    private static int entry() {
        return (int) Thread.currentThread().getId() & (ENTRIES - 1);
    }

    /** That of the calling thread, of {@code places}, a power of two. */
    static int of(int places) {
        return probes[entry()] & (places - 1);
    }

    /** Another one for the calling thread, from now on. */
    static int next(int places) {
        return ++probes[entry()] & (places - 1);
    }
}
