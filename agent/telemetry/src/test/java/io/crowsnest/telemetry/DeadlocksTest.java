package io.crowsnest.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeadlocksTest {

    private final AtomicLong now = new AtomicLong();
    private final List<String> asked = new ArrayList<>();
    private final Deadlocks deadlocks = new Deadlocks(watched(ManagementFactory.getThreadMXBean()), now::get);
    private final List<Thread> threads = new ArrayList<>();

    @AfterEach
    void release() throws InterruptedException {
        for (Thread each : threads) {
            each.interrupt();
        }
        for (Thread each : threads) {
            each.join();
        }
    }

    @Test
    void threads_that_wait_for_each_other_are_counted() {
        deadlock(3);

        assertThat(deadlocks.count()).isEqualTo(3);
    }

    @Test
    void a_thread_that_waits_for_a_deadlocked_one_is_not() {
        ReentrantLock taken = deadlock(2);
        waitFor(taken);

        assertThat(deadlocks.count()).isEqualTo(2);
    }

    @Test
    void they_are_not_counted_any_more_when_one_gives_up() throws InterruptedException {
        deadlock(2);
        assertThat(deadlocks.count()).isEqualTo(2);
        release();

        now.addAndGet(TimeUnit.SECONDS.toNanos(10));

        assertThat(deadlocks.count()).isZero();
    }

    @Test
    void the_application_is_not_stopped_while_threads_only_wait() {
        ReentrantLock lock = new ReentrantLock();
        lock.lock();
        waitFor(lock);

        assertThat(deadlocks.count()).isZero();
        assertThat(asked).contains("getThreadInfo").doesNotContain("findDeadlockedThreads");
    }

    @Test
    void scrapes_in_between_get_the_figure_of_before() {
        deadlocks.count();
        asked.clear();

        now.addAndGet(Duration.ofMillis(9_999).toNanos());
        deadlocks.count();
        assertThat(asked).isEmpty();

        now.addAndGet(Duration.ofMillis(1).toNanos());
        deadlocks.count();
        assertThat(asked).isNotEmpty();
    }

    @Test
    void where_it_takes_long_it_is_done_seldom() {
        AtomicLong slow = new AtomicLong();
        // Each look at the clock is 30 ms later than the one before.
        Deadlocks of = new Deadlocks(
                watched(ManagementFactory.getThreadMXBean()),
                () -> slow.addAndGet(Duration.ofMillis(30).toNanos()));
        of.count();
        asked.clear();

        slow.addAndGet(Duration.ofSeconds(29).toNanos());
        of.count();
        assertThat(asked).isEmpty();

        slow.addAndGet(Duration.ofSeconds(1).toNanos());
        of.count();
        assertThat(asked).isNotEmpty();
    }

    /** Each thread of a ring holds a lock and waits for that of the next; returns one of the locks. */
    private ReentrantLock deadlock(int size) {
        List<ReentrantLock> locks = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            locks.add(new ReentrantLock());
        }
        CyclicBarrier allHold = new CyclicBarrier(size);
        for (int i = 0; i < size; i++) {
            Lock own = locks.get(i);
            Lock next = locks.get((i + 1) % size);
            start(() -> {
                own.lock();
                try {
                    allHold.await();
                    next.lockInterruptibly();
                } finally {
                    own.unlock();
                }
            });
        }
        awaitWaiting();
        return locks.get(0);
    }

    private void waitFor(Lock lock) {
        start(lock::lockInterruptibly);
        awaitWaiting();
    }

    private interface Work {
        void run() throws Exception;
    }

    private void start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (Exception released) {
                Thread.currentThread().interrupt();
            }
        });
        thread.start();
        threads.add(thread);
    }

    private void awaitWaiting() {
        ThreadMXBean all = ManagementFactory.getThreadMXBean();
        for (Thread each : threads) {
            while (all.getThreadInfo(each.getId()).getLockOwnerId() == -1) {
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    /** Writes down what the bean is asked. */
    private ThreadMXBean watched(ThreadMXBean bean) {
        return (ThreadMXBean) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ThreadMXBean.class}, (proxy, method, arguments) -> {
                    asked.add(method.getName());
                    return method.invoke(bean, arguments);
                });
    }
}
