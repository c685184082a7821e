package io.crowsnest.instrumentation.springtasks;

import io.crowsnest.hook.Around;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.hook.ReplaceArgument;
import io.crowsnest.telemetry.TraceContext;
import org.jspecify.annotations.Nullable;

/**
 * Spring's own ways to run work. {@code @Scheduled} methods are called by {@code ScheduledMethodRunnable}, whatever pool they
 * are in: each run is a trace of its own. {@code @Async} without a pool makes a thread for each call in
 * {@code SimpleAsyncTaskExecutor.doExecute}; with a pool it passes through the JDK's.
 */
@Instrumentation(
        id = "spring-tasks",
        library = "org.springframework:spring-context",
        versions = "[5.3,8)",
        description = "trace context of @Async and @Scheduled")
final class SpringTaskHooks {

    private SpringTaskHooks() {}

    @Around(
            type = "org.springframework.scheduling.support.ScheduledMethodRunnable",
            method = "run",
            args = {})
    static @Nullable Run run(Object self) {
        return TraceContext.current() != null ? null : new Run(TraceContext.swap(TraceContext.create()));
    }

    static void exit(Run run, @Nullable Throwable thrown) {
        TraceContext.swap(run.before);
    }

    @ReplaceArgument(
            type = "org.springframework.core.task.SimpleAsyncTaskExecutor",
            method = "doExecute",
            args = "java.lang.Runnable",
            index = 0)
    static Runnable execute(Object self, Runnable task) {
        TraceContext context = TraceContext.current();
        return context == null
                ? task
                : () -> {
                    TraceContext previous = TraceContext.swap(context);
                    try {
                        task.run();
                    } finally {
                        TraceContext.swap(previous);
                    }
                };
    }

    private record Run(@Nullable TraceContext before) {}
}
