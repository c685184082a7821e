package io.crowsnest.exporter.prometheus.jmx;

import io.crowsnest.exporter.prometheus.ForeignFamily;
import io.crowsnest.exporter.prometheus.ForeignLabels;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Puts the values of a crawl together by name. */
final class Families {

    private final Map<String, List<Value>> byName = new TreeMap<>();
    private int leftOut;

    private record Value(Match match, double number) {}

    void add(Match match, double number) {
        byName.computeIfAbsent(match.name(), none -> new ArrayList<>()).add(new Value(match, number));
    }

    List<ForeignFamily> all() {
        List<ForeignFamily> families = new ArrayList<>(byName.size());
        byName.forEach((name, values) -> {
            ForeignFamily family = family(name, values);
            if (!family.samples().isEmpty()) {
                families.add(family);
            }
        });
        return families;
    }

    /** Values that no format has room for: a counter below zero, labels that come twice in spite of all. */
    int leftOut() {
        return leftOut;
    }

    private ForeignFamily family(String name, List<Value> values) {
        Match first = values.get(0).match();
        ForeignFamily.Kind kind = values.stream().allMatch(each -> each.match().kind() == first.kind())
                ? first.kind()
                : ForeignFamily.Kind.UNTYPED;
        boolean unique = areUnique(values);
        Set<ForeignLabels> taken = new HashSet<>();
        List<ForeignFamily.Sample> samples = new ArrayList<>(values.size());
        for (Value value : values) {
            Match match = value.match();
            // Where two have the same labels, all say which MBean they are from: jmx_exporter's name for it.
            ForeignLabels labels = unique ? match.labels() : match.labels().with("_objectname", match.origin());
            boolean fallen = kind == ForeignFamily.Kind.COUNTER && value.number() < 0;
            if (fallen || (!unique && !taken.add(labels))) {
                leftOut++;
            } else {
                samples.add(new ForeignFamily.Sample(labels, value.number()));
            }
        }
        return new ForeignFamily(name, kind, first.help(), samples);
    }

    private static boolean areUnique(List<Value> values) {
        if (values.size() == 1) {
            return true;
        }
        Set<ForeignLabels> seen = new HashSet<>();
        for (Value value : values) {
            if (!seen.add(value.match().labels())) {
                return false;
            }
        }
        return true;
    }
}
