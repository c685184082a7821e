import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;

/** What can go wrong in a service, by the last part of the path. It lasts until the process ends, but that heaps are made to work. */
final class Faults {
    private static final int CHUNK = 32 << 10;

    /** Written so that the compiler does not leave the garbage out. */
    static volatile byte[] thrownAway;

    private static volatile boolean isOver;

    private final DataSource pool;

    Faults(DataSource pool) {
        this.pool = pool;
    }

    void handle(HttpServletRequest request, HttpServletResponse response) {
        switch (request.getPathInfo()) {
            case "/deadlock" -> deadlock();
            case "/held-connections" -> holdConnections(6);
            case "/heap" -> {
                // The request is another's by the time that the work begins.
                double share = Double.parseDouble(request.getParameter("share"));
                double seconds = Double.parseDouble(request.getParameter("seconds"));
                long garbage = Long.parseLong(request.getParameter("garbage"));
                background(() -> fill(share, seconds, garbage));
            }
            case "/heap-at-rest" -> isOver = true;
            case "/full-collections" -> System.gc();
            default -> response.setStatus(404);
        }
    }

    private static void deadlock() {
        ReentrantLock first = new ReentrantLock();
        ReentrantLock second = new ReentrantLock();
        CyclicBarrier bothHold = new CyclicBarrier(2);
        background(() -> lockBoth(first, second, bothHold));
        background(() -> lockBoth(second, first, bothHold));
    }

    private static void lockBoth(ReentrantLock own, ReentrantLock other, CyclicBarrier bothHold) {
        own.lock();
        try {
            bothHold.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        other.lock();
    }

    /** More threads want one than there are. */
    private void holdConnections(int threads) {
        for (int i = 0; i < threads; i++) {
            background(() -> {
                try (Connection connection = pool.getConnection()) {
                    LockSupport.park(connection);
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
        }
    }

    /**
     * Fills the heap up to a share of its maximum in so many seconds and then goes on at that pace, but forgets the oldest for each new: what
     * lives stays as much. Besides makes so many bytes of garbage a second. Without garbage it only fills. What lives stays when it is over.
     */
    private static void fill(double share, double seconds, long garbage) {
        long limit = (long) (share * Runtime.getRuntime().maxMemory()) / CHUNK;
        double chunksPerSecond = limit / seconds;
        double garbagePerSecond = (double) garbage / CHUNK;
        Queue<byte[]> live = new ArrayDeque<>();
        long start = System.nanoTime();
        long kept = 0;
        long thrown = 0;
        while (!isOver && (garbage > 0 || live.size() < limit)) {
            double elapsed = (System.nanoTime() - start) / 1e9;
            for (; kept < elapsed * chunksPerSecond; kept++) {
                live.add(new byte[CHUNK]);
                if (live.size() > limit) {
                    live.remove();
                }
            }
            for (; thrown < elapsed * garbagePerSecond; thrown++) {
                thrownAway = new byte[CHUNK];
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        while (!live.isEmpty()) {
            LockSupport.park(live);
        }
    }

    private static void background(Runnable work) {
        Thread thread = new Thread(work, "fault");
        thread.setDaemon(true);
        thread.start();
    }
}
