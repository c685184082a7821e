import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** What an application may do with its tasks, and must still be able to do in the middle of a request. */
final class Manners {

    private Manners() {}

    /** A task with a name of its own, to which pools below cast. */
    static final class Named implements Runnable, Comparable<Named> {
        final CountDownLatch started = new CountDownLatch(1);
        final CountDownLatch release = new CountDownLatch(1);
        boolean seenBefore;

        @Override
        public void run() {
            started.countDown();
            try {
                release.await(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public int compareTo(Named other) {
            return 0;
        }
    }

    private static final class Plain implements Runnable {
        @Override
        public void run() {
            // Only its identity matters.
        }
    }

    static void check() throws Exception {
        tasksComeBackAsTheyWere();
        tasksAreRemoved();
        poolsMayCastTheirTasks();
        queuesMaySortTheirTasks();
        futuresAreWhatRuns();
    }

    private static void tasksComeBackAsTheyWere() throws InterruptedException {
        AtomicReference<Runnable> rejected = new AtomicReference<>();
        ThreadPoolExecutor pool = pool(new ArrayBlockingQueue<>(1));
        pool.setRejectedExecutionHandler((task, any) -> rejected.set(task));
        Named running = busy(pool);
        Runnable waiting = new Plain();
        Runnable tooMuch = new Plain();
        pool.execute(waiting);
        pool.execute(tooMuch);
        require(rejected.get() == tooMuch, "the handler gets the task that was rejected");
        List<Runnable> left = pool.shutdownNow();
        require(left.size() == 1 && left.get(0) == waiting, "shutdownNow returns the task that waited");
        running.release.countDown();
    }

    private static void tasksAreRemoved() throws InterruptedException {
        ThreadPoolExecutor pool = pool(new ArrayBlockingQueue<>(2));
        Named running = busy(pool);
        Runnable waiting = new Plain();
        pool.execute(waiting);
        require(!pool.remove(new Plain()), "another task is not removed");
        require(pool.remove(waiting), "a task is removed by itself");
        require(pool.getQueue().isEmpty(), "and is gone then");
        running.release.countDown();
        pool.shutdown();
    }

    private static void poolsMayCastTheirTasks() throws InterruptedException {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1)) {
            @Override
            protected void beforeExecute(Thread thread, Runnable task) {
                ((Named) task).seenBefore = true;
            }
        };
        Named task = busy(pool);
        require(task.seenBefore, "beforeExecute sees the task");
        task.release.countDown();
        pool.shutdown();
    }

    private static void queuesMaySortTheirTasks() throws InterruptedException {
        ThreadPoolExecutor pool = pool(new PriorityBlockingQueue<>());
        Named first = busy(pool);
        Named second = new Named();
        Named third = new Named();
        pool.execute(second);
        pool.execute(third);
        first.release.countDown();
        second.release.countDown();
        third.release.countDown();
        require(third.started.await(10, TimeUnit.SECONDS), "tasks are sorted and run");
        pool.shutdown();
    }

    private static void futuresAreWhatRuns() throws Exception {
        AtomicReference<Runnable> after = new AtomicReference<>();
        CountDownLatch done = new CountDownLatch(1);
        ThreadPoolExecutor pool = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1)) {
            @Override
            protected void afterExecute(Runnable task, Throwable thrown) {
                after.set(task);
                done.countDown();
            }
        };
        Future<Integer> future = pool.submit(() -> 42);
        require(future.get() == 42 && done.await(10, TimeUnit.SECONDS), "a callable returns its value");
        require(after.get() == future && future instanceof FutureTask, "afterExecute sees the future itself");
        pool.shutdown();
    }

    private static ThreadPoolExecutor pool(java.util.concurrent.BlockingQueue<Runnable> queue) {
        return new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, queue);
    }

    private static Named busy(ThreadPoolExecutor pool) throws InterruptedException {
        Named task = new Named();
        pool.execute(task);
        require(task.started.await(10, TimeUnit.SECONDS), "a task runs");
        return task;
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new IllegalStateException(what);
        }
    }
}
