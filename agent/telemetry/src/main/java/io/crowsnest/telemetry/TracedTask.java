package io.crowsnest.telemetry;

/** A task that runs in the context of whoever handed it over, for executors that never look at their tasks. */
public record TracedTask(Runnable task, TraceContext context) implements Runnable {

    /** The task with the context of this thread; as it is if there is none, or if it has one already. */
    public static Runnable of(Runnable task) {
        TraceContext context = TraceContext.current();
        return context == null || task == null || task instanceof TracedTask ? task : new TracedTask(task, context);
    }

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
