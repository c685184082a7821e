package io.crowsnest.exporter.prometheus;

import io.crowsnest.telemetry.application.ApplicationMetric;
import io.crowsnest.telemetry.application.Distribution;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A family of the application, from scrape to scrape. Which series have a place of their own is remembered: one that got into
 * {@code overflow} stays there, or the sum would fall when it leaves, and a fall is a restart to Prometheus.
 */
final class ApplicationFamily {

    private static final String OVERFLOW = "overflow";

    private final String name;
    private final ForeignFamily.Kind kind;
    private final int limit;
    private final Set<String> common;

    /** Series with a place of their own; labels are kept because they are encoded. */
    private Map<ForeignLabels, ForeignLabels> places = new HashMap<>();

    private boolean full;
    private @Nullable ForeignLabels overflow;
    private double highest;
    private double before;

    private @Nullable String help;
    private List<ForeignFamily.Sample> samples = new ArrayList<>();
    private Set<ForeignLabels> seen = new HashSet<>();
    private double folded;
    private int foldedSeries;
    private int mostFoldedSeries;

    /**
     * @param limit series with a place of their own
     * @param common labels that every series has, also the one of all others
     */
    ApplicationFamily(String name, ForeignFamily.Kind kind, int limit, Set<String> common) {
        this.name = name;
        this.kind = kind;
        this.limit = limit;
        this.common = common;
    }

    ForeignFamily.Kind kind() {
        return kind;
    }

    /** What Prometheus calls it. */
    String fullName() {
        return kind == ForeignFamily.Kind.COUNTER ? name + "_total" : name;
    }

    /** Forgets the values of the last scrape. */
    void begin() {
        samples = new ArrayList<>(samples.size());
        seen = new HashSet<>();
        help = null;
        folded = 0;
        foldedSeries = 0;
    }

    /** Takes a series; false if there was one with the same labels, or it is a counter that is no number or below zero. */
    boolean add(@Nullable String text, ForeignLabels labels, ApplicationMetric.Value value) {
        boolean counts = kind != ForeignFamily.Kind.COUNTER
                || (value instanceof ApplicationMetric.Single number && number.value() >= 0);
        if (!counts || !seen.add(labels)) {
            return false;
        }
        if (help == null) {
            help = text;
        }
        ForeignLabels known = places.get(labels);
        if (known == null) {
            if (full || places.size() >= limit) {
                fold(labels, value);
                return true;
            }
            places.put(labels, labels);
            known = labels;
        }
        samples.add(
                value instanceof Distribution distribution
                        ? new ForeignFamily.Sample(known, distribution)
                        : new ForeignFamily.Sample(known, ((ApplicationMetric.Single) value).value()));
        return true;
    }

    private void fold(ForeignLabels labels, ApplicationMetric.Value value) {
        foldedSeries++;
        if (value instanceof ApplicationMetric.Single number && kind == ForeignFamily.Kind.COUNTER) {
            // Of other kinds there is no sum that could fall: who comes may have the place of who goes.
            full = true;
            folded += number.value();
            if (overflow == null) {
                overflow = labels.replaced(OVERFLOW, common);
            }
        }
    }

    /** Whether series had no place of their own in this scrape. */
    boolean overflows() {
        return foldedSeries > 0;
    }

    /** How many more series had no place than in any scrape before; counts them once. */
    int newlyFolded() {
        int more = Math.max(0, foldedSeries - mostFoldedSeries);
        mostFoldedSeries += more;
        return more;
    }

    /** Whether there is an overflow series. */
    boolean isFull() {
        return full;
    }

    /** Whether nothing was added since {@link #begin}. */
    boolean isEmpty() {
        return seen.isEmpty();
    }

    /**
     * What was added since {@link #begin}.
     *
     * @param isComplete whether what is missing has gone
     */
    ForeignFamily end(boolean isComplete) {
        if (!full && places.size() > samples.size()) {
            Map<ForeignLabels, ForeignLabels> left = new HashMap<>();
            samples.forEach(each -> left.put(each.labels(), each.labels()));
            places = left;
        }
        if (overflow != null) {
            // Series that went must not make it fall, nor those that were only not read rise a second time.
            highest += Math.max(0, folded - before);
            before = isComplete ? folded : Math.max(folded, before);
            samples.add(new ForeignFamily.Sample(overflow, highest));
        }
        return new ForeignFamily(name, kind, help, samples);
    }
}
