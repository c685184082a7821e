package io.crowsnest.instrumentation.netty;

import io.crowsnest.hook.Instrumentation;
import io.crowsnest.hook.ReplaceArgument;
import io.crowsnest.telemetry.TracedTask;

/**
 * Whatever is given to an event loop passes through {@code execute}, and what is to run later through {@code schedule}: the tasks and
 * timers of Vert.x among it. Netty's own tasks stay as they are: they are many, and some are looked at by their type. Repeated tasks
 * outlive the request that started them, and belong to none.
 */
@Instrumentation(
        id = "netty-event-loop",
        library = "io.netty:netty-common",
        versions = "[4.1.49,5)",
        description = "trace context in tasks and timers of event loops, such as those of Vert.x")
final class EventLoopHooks {

    private EventLoopHooks() {}

    @ReplaceArgument(
            type = "io.netty.util.concurrent.SingleThreadEventExecutor",
            method = "execute",
            args = "java.lang.Runnable",
            index = 0)
    static Runnable execute(Object self, Runnable task) {
        return traced(task);
    }

    @ReplaceArgument(
            type = "io.netty.util.concurrent.AbstractScheduledEventExecutor",
            method = "schedule",
            args = {"java.lang.Runnable", "long", "java.util.concurrent.TimeUnit"},
            index = 0)
    static Runnable schedule(Object self, Runnable task) {
        return traced(task);
    }

    private static Runnable traced(Runnable task) {
        return task == null || task.getClass().getName().startsWith("io.netty.") ? task : TracedTask.of(task);
    }
}
