package io.crowsnest.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class AgentThreadTest {

    @Test
    void anApplicationThatInterruptsAllThreadsOfItsGroupDoesNotReachIt() throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        ThreadGroup group = new ThreadGroup("application's");
        AgentThread[] made = new AgentThread[1];
        Thread application = new Thread(group, () -> {
            made[0] = new AgentThread("test", () -> awaitUninterrupted(end));
            made[0].start();
        });
        application.start();
        application.join();

        group.interrupt();
        assertThat(made[0].isInterrupted()).isFalse();

        end.countDown();
        made[0].join();
    }

    @Test
    void whatEndsItIsNotTakenToTheHandlerOfTheApplication() throws InterruptedException {
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        AtomicBoolean wasAsked = new AtomicBoolean();
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> wasAsked.set(true));
        try {
            Thread ending = new AgentThread("ending", () -> {
                throw new IllegalStateException("on purpose");
            });
            ending.start();
            ending.join();
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }

        assertThat(wasAsked).isFalse();
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
