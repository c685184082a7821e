package io.crowsnest.instrumentation.concurrent;

import io.crowsnest.hook.Around;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.hook.OnReturn;
import io.crowsnest.hook.ReplaceArgument;
import io.crowsnest.telemetry.TraceContext;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/**
 * Pools of threads. What is submitted or scheduled becomes a {@code FutureTask}, which takes the context along inside, out of
 * sight. What is executed is wrapped, and unwrapped wherever the pool gives it back: to the handler of rejections, from
 * {@code shutdownNow}, in {@code remove}.
 *
 * <p>Not wrapped is what the application may look at in a way that we cannot hide from: comparable tasks, which a queue sorts,
 * and tasks with a name of their own in pools that have overridden {@code beforeExecute} or {@code afterExecute}. Repeated tasks
 * outlive the request that started them, and belong to none.
 */
@Instrumentation(
        id = "executors",
        library = "java.base",
        versions = "[17,)",
        description = "trace context in thread pools, also scheduled ones")
final class ExecutorHooks {

    private static final ClassValue<Boolean> looksAtTasks = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> pool) {
            return overrides(pool);
        }
    };

    private ExecutorHooks() {}

    @ReplaceArgument(
            type = "java.util.concurrent.FutureTask",
            method = "<init>",
            args = "java.util.concurrent.Callable",
            index = 0)
    static Callable<?> call(Callable<?> task) {
        return Carried.callable(task);
    }

    @ReplaceArgument(
            type = "java.util.concurrent.FutureTask",
            method = "<init>",
            args = {"java.lang.Runnable", "java.lang.Object"},
            index = 0)
    static Runnable run(Runnable task) {
        return Carried.runnable(task);
    }

    @ReplaceArgument(
            type = "java.util.concurrent.ThreadPoolExecutor",
            method = "execute",
            args = "java.lang.Runnable",
            index = 0)
    static Runnable execute(ThreadPoolExecutor self, Runnable task) {
        if (TraceContext.current() == null
                || task instanceof FutureTask
                || task instanceof ForkJoinTask
                || task instanceof Comparable
                || (looksAtTasks.get(self.getClass()) && !task.getClass().isHidden())) {
            return task;
        }
        return Carried.runnable(task);
    }

    @ReplaceArgument(
            type = "java.util.concurrent.ThreadPoolExecutor",
            method = "reject",
            args = "java.lang.Runnable",
            index = 0)
    static Runnable reject(ThreadPoolExecutor self, Runnable task) {
        return Carried.unwrapped(task);
    }

    @ReplaceArgument(
            type = "java.util.concurrent.ThreadPoolExecutor",
            method = "remove",
            args = "java.lang.Runnable",
            index = 0)
    static Runnable remove(ThreadPoolExecutor self, Runnable task) {
        return self instanceof ScheduledThreadPoolExecutor || task == null ? task : new Sought(task);
    }

    @OnReturn(
            type = "java.util.concurrent.ThreadPoolExecutor",
            method = "shutdownNow",
            args = {})
    static void shutdownNow(ThreadPoolExecutor self, List<Runnable> waiting) {
        waiting.replaceAll(Carried::unwrapped);
    }

    @Around(
            type = "java.util.concurrent.ScheduledThreadPoolExecutor",
            method = {"scheduleAtFixedRate", "scheduleWithFixedDelay"},
            args = "..")
    static @Nullable TraceContext repeat(Object self) {
        return TraceContext.swap(null);
    }

    static void exit(TraceContext suspended, @Nullable Throwable thrown) {
        TraceContext.swap(suspended);
    }

    private static boolean overrides(Class<?> pool) {
        for (Class<?> type = pool; type != null && type != ThreadPoolExecutor.class; type = type.getSuperclass()) {
            // Spring's pools only pass on to methods that see the task as it was given to them.
            if (!type.getName().startsWith("org.springframework.scheduling.")
                    && !type.getName().startsWith("java.util.concurrent.")
                    && (declares(type, "beforeExecute", Thread.class, Runnable.class)
                            || declares(type, "afterExecute", Runnable.class, Throwable.class))) {
                return true;
            }
        }
        return false;
    }

    private static boolean declares(Class<?> type, String method, Class<?>... parameters) {
        try {
            return type.getDeclaredMethod(method, parameters) != null;
        } catch (NoSuchMethodException | LinkageError e) {
            return false;
        }
    }

    /** What {@code remove} looks for: queues ask it, not their elements, whether it equals one of them. */
    private static final class Sought implements Runnable {
        private final Runnable task;

        Sought(Runnable task) {
            this.task = task;
        }

        @Override
        public void run() {
            task.run();
        }

        @Override
        public boolean equals(Object element) {
            return task.equals(element instanceof Runnable waiting ? Carried.unwrapped(waiting) : element);
        }

        @Override
        public int hashCode() {
            return task.hashCode();
        }
    }
}
