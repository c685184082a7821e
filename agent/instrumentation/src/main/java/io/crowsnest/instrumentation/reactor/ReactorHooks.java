package io.crowsnest.instrumentation.reactor;

import io.crowsnest.hook.Instrumentation;
import io.crowsnest.hook.ReplaceArgument;
import io.crowsnest.telemetry.TracedTask;

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
        return TracedTask.of(task);
    }
}
