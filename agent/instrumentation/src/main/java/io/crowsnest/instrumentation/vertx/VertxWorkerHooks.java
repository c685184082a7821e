package io.crowsnest.instrumentation.vertx;

import io.crowsnest.hook.Around;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.hook.ReplaceArgument;
import io.crowsnest.telemetry.TraceContext;
import io.crowsnest.telemetry.TracedTask;
import io.crowsnest.telemetry.WeakIdentityMap;
import org.jspecify.annotations.Nullable;

/**
 * What blocks, and all that a worker does, waits in a {@code TaskQueue}, from which one thread takes the tasks of many requests: each
 * has a context of its own, and the thread that comes for them none. Since 4.5 Vert.x casts them to {@code WorkerTask}: those wait as they
 * are, with their context beside them. What does not wait in order is given to a pool, and what runs on an event loop to Netty.
 */
@Instrumentation(
        id = "vertx-workers",
        library = "io.vertx:vertx-core",
        versions = "[4.0,6)",
        description = "trace context in what blocks and in worker verticles")
final class VertxWorkerHooks {

    private static final String WORKER_TASK = "io.vertx.core.impl.WorkerTask";

    private static final WeakIdentityMap<TraceContext> queued = new WeakIdentityMap<>();

    private VertxWorkerHooks() {}

    @ReplaceArgument(
            type = "io.vertx.core.impl.TaskQueue",
            method = "execute",
            args = {"java.lang.Runnable", "java.util.concurrent.Executor"},
            index = 0)
    static Runnable queue(Object self, Runnable task) {
        TraceContext context = TraceContext.current();
        if (context == null || task == null) {
            return task;
        }
        Class<?> parent = task.getClass().getSuperclass();
        if (parent != null && parent.getName().equals(WORKER_TASK)) {
            queued.put(task, context);
            return task;
        }
        return TracedTask.of(task);
    }

    /** Whoever starts a thread for the queue does so for all that is in it. */
    @Around(
            type = "io.vertx.core.impl.TaskQueue",
            method = "execute",
            args = {"java.lang.Runnable", "java.util.concurrent.Executor"},
            exit = "giveBack")
    static @Nullable TraceContext withhold(Object self) {
        return TraceContext.swap(null);
    }

    static void giveBack(TraceContext context, @Nullable Throwable thrown) {
        TraceContext.swap(context);
    }

    @Around(
            type = WORKER_TASK,
            method = "run",
            args = {},
            later = true)
    static @Nullable Entered run(Object self) {
        TraceContext context = queued.isEmpty() ? null : queued.remove(self);
        return context == null ? null : new Entered(TraceContext.swap(context));
    }

    static void exit(Entered entered, @Nullable Throwable thrown) {
        TraceContext.swap(entered.previous);
    }

    private record Entered(@Nullable TraceContext previous) {}
}
