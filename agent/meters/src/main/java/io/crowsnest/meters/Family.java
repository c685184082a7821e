package io.crowsnest.meters;

import io.micrometer.core.instrument.Meter;
import org.jspecify.annotations.Nullable;

/**
 * All series of one name, type and unit. Series are only appended to the array that readers have; when one is removed, the array
 * is another, so readers can keep what they know of a series beside it.
 */
public final class Family {

    private final Meter.Type type;
    private final String name;
    private final @Nullable String unit;
    private volatile @Nullable String description;
    private volatile View view = new View(new Series[1], 0);

    private final Places places = new Places();

    /**
     * Series at one moment.
     *
     * @param array holds them, and room for more; not to be written
     * @param size how many of it are in use
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by identity, on purpose
    public record View(Series[] array, int size) {}

    Family(Meter.Id id) {
        this.type = id.getType();
        this.name = id.getName();
        this.unit = id.getBaseUnit();
        this.description = id.getDescription();
    }

    /** Kind of meter; a function timer is a {@code TIMER}, too. */
    public Meter.Type type() {
        return type;
    }

    /** With dots, as it was registered. */
    public String name() {
        return name;
    }

    /** Base unit, or null if it has none. */
    public @Nullable String unit() {
        return unit;
    }

    /** The first that a series of it came with, or null. */
    public @Nullable String description() {
        return description;
    }

    /** The series as they are now. */
    public View view() {
        return view;
    }

    /** Whether {@code series} was not here before. */
    synchronized boolean add(Series series) {
        if (places.series(series.getId()) == series) {
            return false;
        }
        places.settle(series);
        View now = view;
        Series[] array = now.array;
        if (now.size == array.length) {
            array = java.util.Arrays.copyOf(array, 2 * now.size);
        }
        array[now.size] = series;
        view = new View(array, now.size + 1);
        if (description == null) {
            description = series.getId().getDescription();
        }
        return true;
    }

    synchronized void remove(Meter meter) {
        View now = view;
        for (int i = 0; i < now.size; i++) {
            if (now.array[i] == meter) {
                Series[] array = now.array.clone();
                array[i] = array[now.size - 1];
                view = new View(array, now.size - 1);
                break;
            }
        }
        places.remove(meter.getId());
    }

    /** Whether {@code id} has or now gets a place of its own. */
    synchronized boolean admit(Meter.Id id, int limit) {
        if (places.contains(id)) {
            return true;
        }
        if (places.size() >= limit) {
            return false;
        }
        places.reserve(id);
        return true;
    }

    synchronized boolean hasPlace(Meter.Id id) {
        return places.contains(id);
    }

    /** The series that has the place of {@code id}, or null. */
    synchronized @Nullable Series series(Meter.Id id) {
        return places.series(id);
    }
}
