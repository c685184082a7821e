package io.crowsnest.telemetry.application;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

/** Registries of the application, the newest first, without keeping one alive. */
public final class WeakRegistries<R> {

    private final List<WeakReference<R>> all = new ArrayList<>();

    /** Remembers {@code registry}; once, however many of its constructors say so. */
    public synchronized void add(R registry) {
        all.removeIf(each -> each.refersTo(null));
        for (WeakReference<R> each : all) {
            if (each.refersTo(registry)) {
                return;
            }
        }
        all.add(0, new WeakReference<>(registry));
    }

    /** Those that still live. */
    public synchronized List<R> alive() {
        List<R> alive = new ArrayList<>(all.size());
        for (WeakReference<R> each : all) {
            R registry = each.get();
            if (registry != null) {
                alive.add(registry);
            }
        }
        return alive;
    }
}
