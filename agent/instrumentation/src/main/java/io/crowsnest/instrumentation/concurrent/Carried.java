package io.crowsnest.instrumentation.concurrent;

import io.crowsnest.telemetry.TraceContext;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Work that runs in the context of whoever handed it over. Outside of a request there is nothing to carry, and no wrapper. */
final class Carried {

    private Carried() {}

    static Runnable runnable(Runnable work) {
        TraceContext context = TraceContext.current();
        return context == null || work == null || work instanceof Task ? work : new Task(context, work);
    }

    static <T> Callable<T> callable(Callable<T> work) {
        TraceContext context = TraceContext.current();
        return context == null || work == null ? work : new Call<>(context, work);
    }

    static <T> Supplier<T> supplier(Supplier<T> work) {
        TraceContext context = TraceContext.current();
        return context == null || work == null
                ? work
                : () -> {
                    TraceContext previous = TraceContext.swap(context);
                    try {
                        return work.get();
                    } finally {
                        TraceContext.swap(previous);
                    }
                };
    }

    static <T, R> Function<T, R> function(Function<T, R> work) {
        TraceContext context = TraceContext.current();
        return context == null || work == null
                ? work
                : argument -> {
                    TraceContext previous = TraceContext.swap(context);
                    try {
                        return work.apply(argument);
                    } finally {
                        TraceContext.swap(previous);
                    }
                };
    }

    static <T, U, R> BiFunction<T, U, R> function(BiFunction<T, U, R> work) {
        TraceContext context = TraceContext.current();
        return context == null || work == null
                ? work
                : (first, second) -> {
                    TraceContext previous = TraceContext.swap(context);
                    try {
                        return work.apply(first, second);
                    } finally {
                        TraceContext.swap(previous);
                    }
                };
    }

    static <T> Consumer<T> consumer(Consumer<T> work) {
        TraceContext context = TraceContext.current();
        return context == null || work == null
                ? work
                : argument -> {
                    TraceContext previous = TraceContext.swap(context);
                    try {
                        work.accept(argument);
                    } finally {
                        TraceContext.swap(previous);
                    }
                };
    }

    static <T, U> BiConsumer<T, U> consumer(BiConsumer<T, U> work) {
        TraceContext context = TraceContext.current();
        return context == null || work == null
                ? work
                : (first, second) -> {
                    TraceContext previous = TraceContext.swap(context);
                    try {
                        work.accept(first, second);
                    } finally {
                        TraceContext.swap(previous);
                    }
                };
    }

    /** The application's own task; what is no wrapper of ours stays. */
    static Runnable unwrapped(Runnable task) {
        return task instanceof Task carried ? carried.work : task;
    }

    /** A task in a pool, which stands for the application's own where that is compared or printed. */
    static final class Task implements Runnable {
        private final TraceContext context;
        private final Runnable work;

        private Task(TraceContext context, Runnable work) {
            this.context = context;
            this.work = work;
        }

        @Override
        public void run() {
            TraceContext previous = TraceContext.swap(context);
            try {
                work.run();
            } finally {
                TraceContext.swap(previous);
            }
        }

        @Override
        public boolean equals(Object other) {
            return work.equals(other instanceof Task task ? task.work : other);
        }

        @Override
        public int hashCode() {
            return work.hashCode();
        }

        @Override
        public String toString() {
            return work.toString();
        }
    }

    private record Call<T>(TraceContext context, Callable<T> work) implements Callable<T> {

        @Override
        public T call() throws Exception {
            TraceContext previous = TraceContext.swap(context);
            try {
                return work.call();
            } finally {
                TraceContext.swap(previous);
            }
        }

        /** {@code FutureTask} prints it. */
        @Override
        public String toString() {
            return work.toString();
        }
    }
}
