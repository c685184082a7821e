package io.crowsnest.telemetry;

import java.util.concurrent.ConcurrentHashMap;

/**
 * The names of what is open now, for a label. Who wants a name that is taken gets a number: {@code main}, {@code main-2}.
 * Added up under one name they would hide that one is exhausted while the other idles.
 */
abstract class UniqueNames<T> {

    private final ConcurrentHashMap<String, T> open = new ConcurrentHashMap<>();

    /** Whether nobody uses a holder any more, although nobody has closed it. */
    abstract boolean isGone(T holder);

    /** Closes such a holder, which frees its name. */
    abstract void close(T holder);

    String take(String wanted, T taker) {
        String name = wanted;
        for (int number = 2; ; number++) {
            T holder = open.putIfAbsent(name, taker);
            if (holder != null && isGone(holder)) {
                close(holder);
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
