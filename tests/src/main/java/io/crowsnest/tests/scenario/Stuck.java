package io.crowsnest.tests.scenario;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Logs what happened two minutes ago; once it is told to, two of its threads wait for each other. Ends with its input. */
public final class Stuck {
    private Stuck() {}

    public static void main(String[] args) throws IOException {
        Logger logger = Logger.getLogger(Stuck.class.getName());
        LogRecord old = new LogRecord(Level.INFO, "long ago");
        old.setInstant(Instant.now().minus(Duration.ofMinutes(2)));
        logger.log(old);
        System.out.println("logged");
        System.in.read();
        Lock one = new ReentrantLock();
        Lock other = new ReentrantLock();
        CyclicBarrier bothHold = new CyclicBarrier(2);
        inBackground(() -> lockBoth(one, other, bothHold));
        inBackground(() -> lockBoth(other, one, bothHold));
        while (System.in.read() >= 0) {
            // Whoever started it decides how long it lives.
        }
    }

    private static void inBackground(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
    }

    private static void lockBoth(Lock own, Lock other, CyclicBarrier bothHold) {
        own.lock();
        try {
            bothHold.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException(e);
        }
        other.lock();
    }
}
