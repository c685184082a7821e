package io.crowsnest.telemetry;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The names of what is open now, for a label. Who wants a name that is taken gets a number: {@code main}, {@code main-2}.
 * Added up under one name they would hide that one is exhausted while the other idles.
 */
final class UniqueNames<T> {

    private final ConcurrentHashMap<String, T> open = new ConcurrentHashMap<>();
    private final Predicate<T> isGone;
    private final Consumer<T> close;

    /**
     * @param isGone true of a holder that nobody has closed and nobody uses any more
     * @param close closes such a holder, which frees its name
     */
    UniqueNames(Predicate<T> isGone, Consumer<T> close) {
        this.isGone = isGone;
        this.close = close;
    }

    String take(String wanted, T taker) {
        String name = wanted;
        for (int number = 2; ; number++) {
            T holder = open.putIfAbsent(name, taker);
            if (holder != null && isGone.test(holder)) {
                close.accept(holder);
                holder = open.putIfAbsent(name, taker);
            }
            if (holder == null) {
                return name;
            }
            name = wanted + "-" + number;
        }
    }

    void free(String name, T holder) {
        open.remove(name, holder);
    }
}
