package io.crowsnest.instrumentation.concurrent;

import io.crowsnest.hook.Instrumentation;
import io.crowsnest.hook.ReplaceArgument;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Stages run on whatever thread completes the one before, but belong to whoever has added them. Each kind of stage is a class of
 * its own with one constructor, which gets the function; nobody outside ever sees that again.
 */
@Instrumentation(
        id = "completable-future",
        library = "java.base",
        versions = "[17,)",
        description = "trace context in the stages of a CompletableFuture")
final class CompletableFutureHooks {

    private static final String FUTURE = "java.util.concurrent.CompletableFuture";
    private static final String EXECUTOR = "java.util.concurrent.Executor";

    private CompletableFutureHooks() {}

    @ReplaceArgument(
            type = FUTURE + "$AsyncSupply",
            method = "<init>",
            args = {FUTURE, "java.util.function.Supplier"},
            index = 1)
    static Supplier<?> supply(Object dependent, Supplier<?> work) {
        return Carried.supplier(work);
    }

    @ReplaceArgument(
            type = FUTURE + "$AsyncRun",
            method = "<init>",
            args = {FUTURE, "java.lang.Runnable"},
            index = 1)
    static Runnable run(Object dependent, Runnable work) {
        return Carried.runnable(work);
    }

    @ReplaceArgument(
            type = {
                FUTURE + "$UniApply",
                FUTURE + "$UniCompose",
                FUTURE + "$UniExceptionally",
                FUTURE + "$UniComposeExceptionally"
            },
            method = "<init>",
            args = {EXECUTOR, FUTURE, FUTURE, "java.util.function.Function"},
            index = 3)
    static Function<?, ?> apply(Object executor, Object dependent, Object source, Function<?, ?> work) {
        return Carried.function(work);
    }

    @ReplaceArgument(
            type = FUTURE + "$UniAccept",
            method = "<init>",
            args = {EXECUTOR, FUTURE, FUTURE, "java.util.function.Consumer"},
            index = 3)
    static Consumer<?> accept(Object executor, Object dependent, Object source, Consumer<?> work) {
        return Carried.consumer(work);
    }

    @ReplaceArgument(
            type = FUTURE + "$UniRun",
            method = "<init>",
            args = {EXECUTOR, FUTURE, FUTURE, "java.lang.Runnable"},
            index = 3)
    static Runnable thenRun(Object executor, Object dependent, Object source, Runnable work) {
        return Carried.runnable(work);
    }

    @ReplaceArgument(
            type = FUTURE + "$UniHandle",
            method = "<init>",
            args = {EXECUTOR, FUTURE, FUTURE, "java.util.function.BiFunction"},
            index = 3)
    static BiFunction<?, ?, ?> handle(Object executor, Object dependent, Object source, BiFunction<?, ?, ?> work) {
        return Carried.function(work);
    }

    @ReplaceArgument(
            type = FUTURE + "$UniWhenComplete",
            method = "<init>",
            args = {EXECUTOR, FUTURE, FUTURE, "java.util.function.BiConsumer"},
            index = 3)
    static BiConsumer<?, ?> whenComplete(Object executor, Object dependent, Object source, BiConsumer<?, ?> work) {
        return Carried.consumer(work);
    }

    @ReplaceArgument(
            type = FUTURE + "$BiApply",
            method = "<init>",
            args = {EXECUTOR, FUTURE, FUTURE, FUTURE, "java.util.function.BiFunction"},
            index = 4)
    static BiFunction<?, ?, ?> combine(
            Object executor, Object dependent, Object source, Object second, BiFunction<?, ?, ?> work) {
        return Carried.function(work);
    }

    @ReplaceArgument(
            type = FUTURE + "$BiAccept",
            method = "<init>",
            args = {EXECUTOR, FUTURE, FUTURE, FUTURE, "java.util.function.BiConsumer"},
            index = 4)
    static BiConsumer<?, ?> acceptBoth(
            Object executor, Object dependent, Object source, Object second, BiConsumer<?, ?> work) {
        return Carried.consumer(work);
    }

    @ReplaceArgument(
            type = FUTURE + "$OrApply",
            method = "<init>",
            args = {EXECUTOR, FUTURE, FUTURE, FUTURE, "java.util.function.Function"},
            index = 4)
    static Function<?, ?> applyToEither(
            Object executor, Object dependent, Object source, Object second, Function<?, ?> work) {
        return Carried.function(work);
    }

    @ReplaceArgument(
            type = FUTURE + "$OrAccept",
            method = "<init>",
            args = {EXECUTOR, FUTURE, FUTURE, FUTURE, "java.util.function.Consumer"},
            index = 4)
    static Consumer<?> acceptEither(Object executor, Object dependent, Object source, Object second, Consumer<?> work) {
        return Carried.consumer(work);
    }

    @ReplaceArgument(
            type = {FUTURE + "$BiRun", FUTURE + "$OrRun"},
            method = "<init>",
            args = {EXECUTOR, FUTURE, FUTURE, FUTURE, "java.lang.Runnable"},
            index = 4)
    static Runnable runAfter(Object executor, Object dependent, Object source, Object second, Runnable work) {
        return Carried.runnable(work);
    }
}
