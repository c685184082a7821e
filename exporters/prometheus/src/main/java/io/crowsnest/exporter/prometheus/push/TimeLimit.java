package io.crowsnest.exporter.prometheus.push;

import io.crowsnest.telemetry.AgentThread;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.locks.LockSupport;

/**
 * Closes a socket when its time is over, whatever it is used for then. The JDK can limit how long connecting and reading take, but not
 * writing, which waits for ever where nobody reads at the other end.
 */
final class TimeLimit {

    private final Socket socket;
    private final long deadline;
    private final Thread thread = new AgentThread("push-limit", this::watch);
    private volatile boolean lifted;

    private TimeLimit(Socket socket, long deadline) {
        this.socket = socket;
        this.deadline = deadline;
    }

    /** Watches {@code socket} until {@link #lift}; its time is over at {@code deadline}, a time of {@link System#nanoTime}. */
    static TimeLimit of(Socket socket, long deadline) {
        TimeLimit limit = new TimeLimit(socket, deadline);
        limit.thread.start();
        return limit;
    }

    private void watch() {
        for (long left = deadline - System.nanoTime(); !lifted && left > 0; left = deadline - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
        }
        if (!lifted) {
            try {
                socket.close();
            } catch (IOException e) {
                // It is of no use any more, however it ends.
            }
        }
    }

    /** From now on the socket may stay open. */
    void lift() {
        lifted = true;
        LockSupport.unpark(thread);
    }
}
