package io.crowsnest.telemetry.application;

import io.crowsnest.telemetry.WeakIdentityMap;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The metrics that the application keeps itself. Hooks say where they are, exporters read them; nothing is added to a registry
 * of the application, and nothing of it lives longer because of this.
 */
public final class ApplicationMetrics {

    private static final CopyOnWriteArrayList<ApplicationSource> sources = new CopyOnWriteArrayList<>();
    private static final Object reading = new Object();
    private static final WeakIdentityMap<Set<String>> shownOtherwise = new WeakIdentityMap<>();

    private ApplicationMetrics() {}

    /**
     * From now on reads {@code reader}, too.
     *
     * @param library id of the instrumentation
     * @param reader held weakly: the class of the hook keeps it, and goes with the application
     */
    public static void add(String library, MetricReader reader) {
        synchronized (sources) {
            for (ApplicationSource each : sources) {
                if (each.isOf(reader)) {
                    return;
                }
            }
            sources.removeIf(ApplicationSource::isGone);
            // The newest first: what a redeployed application leaves behind has the same names.
            sources.add(0, new ApplicationSource(library, reader));
        }
    }

    /** Says that the metric of this name in {@code registry} comes from another one, which is read. */
    public static void shownOtherwise(Object registry, String name) {
        synchronized (shownOtherwise) {
            Set<String> names = shownOtherwise.get(registry);
            if (names == null) {
                names = ConcurrentHashMap.newKeySet();
                shownOtherwise.put(registry, names);
            }
            names.add(name);
        }
    }

    /** Whether another registry shows the metric of this name in {@code registry}. */
    public static boolean isShownOtherwise(Object registry, String name) {
        Set<String> names = shownOtherwise.get(registry);
        return names != null && names.contains(name);
    }

    /** Whether there is anything of {@code library}, the id of an instrumentation, that is read; not where that is switched off. */
    public static boolean isRead(String library) {
        for (ApplicationSource each : sources) {
            if (each.library().equals(library) && !each.isGone()) {
                return true;
            }
        }
        return false;
    }

    /** All that live. */
    public static List<ApplicationSource> sources() {
        sources.removeIf(ApplicationSource::isGone);
        return sources;
    }

    /** Reads all sources; those that have not answered in {@code patience} are left out, and it is counted. */
    public static ApplicationSnapshot read(Duration patience) {
        List<ApplicationSource> present = List.copyOf(sources());
        if (present.isEmpty()) {
            return ApplicationSnapshot.NOTHING;
        }
        // Not the lock of those who add: they are threads of the application.
        synchronized (reading) {
            return new Reading(present).await(patience);
        }
    }
}
