package io.crowsnest.instrumentation.logback;

import io.crowsnest.telemetry.LogRecord;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Names and values in the structured arguments and markers of logstash-logback-encoder: {@code kv("order", 1)}, {@code value},
 * {@code array}, {@code raw}, {@code entries} and {@code Markers.append}. Checked are 6.6 to 8.1.
 *
 * <p>Logback's loader need not see that library, so it is found through the objects themselves, once for each of their classes.
 */
final class LogstashFields {

    private static final String SINGLE = "net.logstash.logback.marker.SingleFieldAppendingMarker";
    private static final String ENTRIES = "net.logstash.logback.marker.MapEntriesAppendingMarker";

    private static final ClassValue<Fields> kinds = new ClassValue<>() {
        @Override
        protected Fields computeValue(Class<?> type) {
            return find(type);
        }
    };

    private LogstashFields() {}

    /** How to read objects of one class. */
    private sealed interface Fields {
        boolean addTo(LogRecord record, Object source) throws Throwable;
    }

    private record None() implements Fields {
        @Override
        public boolean addTo(LogRecord record, Object source) {
            return false;
        }
    }

    private record Single(MethodHandle name, MethodHandle value) implements Fields {
        @Override
        public boolean addTo(LogRecord record, Object source) throws Throwable {
            record.label((@Nullable Object) name.invoke(source), printable((@Nullable Object) value.invoke(source)));
            return true;
        }
    }

    private record Entries(MethodHandle map) implements Fields {
        @Override
        public boolean addTo(LogRecord record, Object source) throws Throwable {
            record.labels((@Nullable Map<?, ?>) map.invoke(source));
            return true;
        }
    }

    /** Adds a label for each field that {@code source} stands for; false if it is an argument or a marker like any other. */
    static boolean add(LogRecord record, @Nullable Object source) {
        if (source == null || source instanceof String || source instanceof Number) {
            return false;
        }
        Fields fields = kinds.get(source.getClass());
        try {
            return fields.addTo(record, source);
        } catch (Throwable e) {
            // Code of the application: its text in the message is all there is.
            return true;
        }
    }

    private static Fields find(Class<?> type) {
        try {
            for (Class<?> each = type; each != null; each = each.getSuperclass()) {
                if (each.getName().equals(SINGLE)) {
                    MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(each, MethodHandles.lookup());
                    return new Single(
                            lookup.unreflect(each.getDeclaredMethod("getFieldName")),
                            lookup.unreflect(each.getDeclaredMethod("getFieldValue")));
                }
                if (each.getName().equals(ENTRIES)) {
                    MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(each, MethodHandles.lookup());
                    return new Entries(lookup.unreflectGetter(each.getDeclaredField("map")));
                }
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            // A version that has none of it, or a module that is closed.
        }
        return new None();
    }

    private static @Nullable Object printable(@Nullable Object value) {
        if (value == null || !value.getClass().isArray()) {
            return value;
        }
        return new Object() {
            @Override
            public String toString() {
                String nested = Arrays.deepToString(new Object[] {value});
                return nested.substring(1, nested.length() - 1);
            }
        };
    }
}
