package io.crowsnest.demo;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** How many requests of each kind were answered, exactly. */
final class Tally {

    private final ConcurrentMap<Answered, AtomicLong> counts = new ConcurrentHashMap<>();
    private final AtomicLong failures = new AtomicLong();

    void add(Answered answered) {
        counts.computeIfAbsent(answered, key -> new AtomicLong()).incrementAndGet();
    }

    /** Counts a request without an answer. */
    void addFailure() {
        failures.incrementAndGet();
    }

    long failures() {
        return failures.get();
    }

    long count(Predicate<Answered> wanted) {
        return counts.entrySet().stream()
                .filter(entry -> wanted.test(entry.getKey()))
                .mapToLong(entry -> entry.getValue().get())
                .sum();
    }

    SortedMap<Answered, Long> counts() {
        SortedMap<Answered, Long> copy = new TreeMap<>();
        counts.forEach((answered, count) -> copy.put(answered, count.get()));
        return copy;
    }
}
