package io.crowsnest.exporter.prometheus;

import io.crowsnest.meters.Family;
import io.crowsnest.meters.StripedMeterRegistry;
import io.crowsnest.telemetry.LogText;
import io.crowsnest.telemetry.OtelName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Writes a registry down for Prometheus. What does not change between two scrapes is kept as bytes, so that a scrape copies and
 * writes numbers. A family that fails is left out and said; the others are there.
 */
final class Exposition {

    private final StripedMeterRegistry registry;
    private final Naming naming;
    private final Consumer<String> leftOut;
    private final Map<Format, FamilyWriter> writers = new EnumMap<>(Format.class);
    private Map<List<Family>, ExposedFamily> known = Map.of();
    private List<Family> families = List.of();
    private List<ExposedFamily> exposed = List.of();
    private List<String> collisions = List.of();
    private Set<String> claimed = Set.of();
    private volatile Set<String> duplicates = Set.of();

    /** Writes {@code registry} under the names that it has; {@code leftOut} hears of what could not be written. */
    Exposition(StripedMeterRegistry registry, Consumer<String> leftOut) {
        this(registry, Naming.MICROMETER, leftOut);
    }

    /** Writes {@code registry} under other names. */
    Exposition(StripedMeterRegistry registry, Naming naming, Consumer<String> leftOut) {
        this.registry = registry;
        this.naming = naming;
        this.leftOut = leftOut;
    }

    /** Writes all series of the registry. */
    void write(Format format, Bytes out) {
        write(format, List.of(), out);
    }

    /** Writes all series of the registry, then {@code foreign} families unless their name is taken. */
    synchronized void write(Format format, List<ForeignFamily> foreign, Bytes out) {
        refresh(registry.families());
        FamilyWriter writer = writers.computeIfAbsent(format, Format::writer);
        collisions.forEach(leftOut);
        for (ExposedFamily family : exposed) {
            int before = out.size();
            try {
                int size = family.refresh();
                if (size > 0) {
                    writer.write(family, size, out);
                }
                if (family.duplicates() > 0) {
                    leftOut.accept(family.duplicates() + " series of " + family.shape.fullName()
                            + " left out: others have the same labels");
                }
            } catch (RuntimeException | Error e) {
                // An error, too: functions of an application that was undeployed miss their classes.
                out.truncate(before);
                leftOut.accept("metric left out: " + family.shape.fullName() + ": " + LogText.describe(e));
            }
        }
        if (foreign.isEmpty()) {
            duplicates = Set.of();
        } else {
            write(writer, foreign, out);
        }
        writer.end(out);
    }

    private void write(FamilyWriter writer, List<ForeignFamily> foreign, Bytes out) {
        Set<String> taken = new HashSet<>(claimed);
        Set<String> again = new TreeSet<>();
        for (ForeignFamily family : foreign) {
            List<String> claims = family.claims();
            if (claims.stream().anyMatch(taken::contains)) {
                again.add(family.sampleName());
                continue;
            }
            taken.addAll(claims);
            int before = out.size();
            try {
                writer.write(family, out);
            } catch (RuntimeException e) {
                out.truncate(before);
                leftOut.accept("metric left out: " + family.sampleName() + ": " + e);
            }
        }
        duplicates = again;
    }

    /** Names of foreign families that the last scrape left out because they were taken, in their order. */
    Set<String> duplicates() {
        return duplicates;
    }

    private void refresh(List<Family> now) {
        if (now == families) {
            return;
        }
        Map<List<Family>, ExposedFamily> keep = new HashMap<>();
        List<ExposedFamily> all = new ArrayList<>();
        List<String> taken = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (List<Family> parts : byName(now)) {
            ExposedFamily each = known.get(parts);
            if (each == null) {
                each = new ExposedFamily(parts, naming);
            }
            keep.put(parts, each);
            if (each.claims().stream().anyMatch(names::contains)) {
                taken.add("metric left out: its name is taken: " + each.shape.fullName());
            } else {
                names.addAll(each.claims());
                all.add(each);
            }
        }
        all.sort(Comparator.comparing(each -> each.shape.name()));
        known = keep;
        families = now;
        exposed = all;
        collisions = taken;
        claimed = names;
    }

    /** Families that are one under their other name, then all others alone: who has a name by accident must not take it away. */
    private List<List<Family>> byName(List<Family> now) {
        Map<String, List<Family>> renamed = new LinkedHashMap<>();
        List<List<Family>> others = new ArrayList<>();
        for (Family family : now) {
            OtelName otel = naming.of(family);
            if (otel == null) {
                others.add(List.of(family));
            } else {
                renamed.computeIfAbsent(otel.name(), none -> new ArrayList<>()).add(family);
            }
        }
        List<List<Family>> all = new ArrayList<>(renamed.values());
        all.addAll(others);
        return all;
    }
}
