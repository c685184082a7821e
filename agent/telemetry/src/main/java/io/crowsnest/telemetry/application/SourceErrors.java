package io.crowsnest.telemetry.application;

import io.crowsnest.telemetry.Catalogue;
import io.crowsnest.telemetry.Meters;
import io.crowsnest.telemetry.Telemetry;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How often reading the application's metrics failed, by library. */
final class SourceErrors {

    private static final ConcurrentHashMap<String, LongAdder> byLibrary = new ConcurrentHashMap<>();

    private SourceErrors() {}

    /** The count for one library, exposed from now on. */
    static LongAdder of(String library) {
        LongAdder known = byLibrary.get(library);
        if (known != null) {
            return known;
        }
        LongAdder made = new LongAdder();
        LongAdder raced = byLibrary.putIfAbsent(library, made);
        if (raced != null) {
            return raced;
        }
        Telemetry.whenStarted(registry -> Meters.counter(registry, Catalogue.CROWSNEST_SOURCE_ERRORS, made, library));
        return made;
    }
}
