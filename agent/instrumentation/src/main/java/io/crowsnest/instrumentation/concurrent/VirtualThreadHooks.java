package io.crowsnest.instrumentation.concurrent;

import io.crowsnest.hook.Instrumentation;
import io.crowsnest.hook.ReplaceArgument;

/**
 * Virtual threads, however they are made: builders, factories, executors and structured scopes all end here. Not the class of
 * the threads itself, which must stay as it is. A platform thread is not followed: it may live on long after the request.
 */
@Instrumentation(
        id = "virtual-threads",
        library = "java.base",
        versions = "[21,)",
        description = "trace context in virtual threads and structured concurrency")
final class VirtualThreadHooks {

    private VirtualThreadHooks() {}

    @ReplaceArgument(
            type = "java.lang.ThreadBuilders",
            method = "newVirtualThread",
            args = {"java.util.concurrent.Executor", "java.lang.String", "int", "java.lang.Runnable"},
            index = 3,
            later = true,
            isStatic = true)
    static Runnable start(Object scheduler, String name, int characteristics, Runnable task) {
        return Carried.runnable(task);
    }
}
