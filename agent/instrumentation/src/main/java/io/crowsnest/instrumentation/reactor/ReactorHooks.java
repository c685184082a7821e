package io.crowsnest.instrumentation.reactor;

import io.crowsnest.hook.Instrumentation;
import io.crowsnest.hook.ReplaceArgument;
import io.crowsnest.telemetry.TraceContext;

/**
 * Every scheduler of Reactor passes each task, when it is scheduled, through {@code Schedulers.onSchedule}, which applies the
 * hooks that applications register. Ours is in the method itself, so that it neither shows among those nor goes when they are
 * reset. Operators need no hook: between schedulers they call each other on one thread.
 */
@Instrumentation(
        id = "reactor",
        library = "io.projectreactor:reactor-core",
        versions = "[3.4,4)",
        description = "trace context across schedulers")
final class ReactorHooks {

    private ReactorHooks() {}

    @ReplaceArgument(
            type = "reactor.core.scheduler.Schedulers",
            method = "onSchedule",
            args = "java.lang.Runnable",
            index = 0)
    static Runnable schedule(Runnable task) {
        TraceContext context = TraceContext.current();
        return context == null || task == null ? task : new TracedTask(task, context);
    }

    private record TracedTask(Runnable task, TraceContext context) implements Runnable {
        @Override
        public void run() {
            TraceContext previous = TraceContext.swap(context);
            try {
                task.run();
            } finally {
                TraceContext.swap(previous);
            }
        }
    }
}
