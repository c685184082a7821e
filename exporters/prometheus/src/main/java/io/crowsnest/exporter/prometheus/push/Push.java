package io.crowsnest.exporter.prometheus.push;

import java.io.IOException;

/** What is pushed when. All calls come from one thread. */
interface Push {

    /** When nothing is ever due: as far away as {@link System#nanoTime} can say. */
    long NEVER = Long.MAX_VALUE;

    /**
     * Does what is due.
     *
     * @return after how many nanoseconds to call again, or {@link #NEVER}
     * @throws IOException if the metrics could not be read
     */
    long run() throws IOException;

    /**
     * The process ends: does what remains to be done.
     *
     * @param deadline time of {@link System#nanoTime} until which it may try
     * @throws IOException if the metrics could not be read
     */
    void end(long deadline) throws IOException;
}
