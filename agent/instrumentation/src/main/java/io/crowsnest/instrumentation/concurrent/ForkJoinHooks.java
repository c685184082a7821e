package io.crowsnest.instrumentation.concurrent;

import io.crowsnest.hook.Around;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.hook.ReplaceArgument;
import io.crowsnest.telemetry.TraceContext;
import io.crowsnest.telemetry.WeakIdentityMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ForkJoinTask;
import org.jspecify.annotations.Nullable;

/**
 * What is given to a fork-join pool is wrapped inside the task that the pool makes of it. Tasks that fork, those of parallel
 * streams among them, are objects of the application that cannot be wrapped: their context waits beside them, from
 * {@code fork} to {@code exec}. Virtual threads are scheduled by such a pool, too, but neither fork nor execute one of
 * these classes: nothing of ours is on the path that mounts them.
 */
@Instrumentation(
        id = "fork-join",
        library = "java.base",
        versions = "[17,)",
        description = "trace context in fork-join pools and parallel streams")
final class ForkJoinHooks {

    private static final WeakIdentityMap<TraceContext> forked = new WeakIdentityMap<>();

    private ForkJoinHooks() {}

    @ReplaceArgument(
            type = "java.util.concurrent.ForkJoinPool",
            method = {"execute", "submit"},
            args = {"java.lang.Runnable", ".."},
            index = 0)
    static Runnable run(Object self, Runnable task) {
        return task instanceof ForkJoinTask ? task : Carried.runnable(task);
    }

    @ReplaceArgument(
            type = "java.util.concurrent.ForkJoinPool",
            method = "submit",
            args = "java.util.concurrent.Callable",
            index = 0)
    static Callable<?> call(Object self, Callable<?> task) {
        return Carried.callable(task);
    }

    @Around(
            type = "java.util.concurrent.ForkJoinPool",
            method = {"execute", "submit", "invoke"},
            args = "java.util.concurrent.ForkJoinTask",
            exit = "")
    static void submit(Object self, ForkJoinTask<?> task) {
        fork(task);
    }

    @Around(
            type = "java.util.concurrent.ForkJoinTask",
            method = "fork",
            args = {},
            exit = "")
    static void fork(ForkJoinTask<?> self) {
        TraceContext context = TraceContext.current();
        if (context != null) {
            forked.put(self, context);
        }
    }

    @Around(
            type = {
                "java.util.concurrent.RecursiveAction",
                "java.util.concurrent.RecursiveTask",
                "java.util.concurrent.CountedCompleter"
            },
            method = "exec",
            args = {})
    static @Nullable Entered exec(Object self) {
        TraceContext context = forked.isEmpty() ? null : forked.remove(self);
        return context == null ? null : new Entered(TraceContext.swap(context));
    }

    static void exit(Entered entered, @Nullable Throwable thrown) {
        TraceContext.swap(entered.previous);
    }

    private record Entered(@Nullable TraceContext previous) {}
}
