package io.crowsnest.benchmarks;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Figures of all rounds, and the table of their medians. */
final class LibraryTable {

    private static final String NOTHING = "";

    private final Map<LibraryFigure, Map<String, List<LibrarySample>>> times = new EnumMap<>(LibraryFigure.class);
    private final Map<LibraryFigure, Map<String, List<LibrarySample>>> allocations = new EnumMap<>(LibraryFigure.class);
    private final List<String> raw = new ArrayList<>(List.of("round,library,figure,threads,kind,value,unit"));

    /**
     * Keeps what one round has measured of one library.
     *
     * @throws IllegalArgumentException if a sample is of no figure
     */
    void add(int round, Library library, List<LibrarySample> samples) {
        for (LibrarySample sample : samples) {
            LibraryFigure figure = figure(sample);
            (sample.allocated() ? allocations : times)
                    .computeIfAbsent(figure, absent -> new TreeMap<>())
                    .computeIfAbsent(library.id(), absent -> new ArrayList<>())
                    .add(sample);
            raw.add(String.format(
                    Locale.ROOT,
                    "%d,%s,%s,%d,%s,%.4f,%s",
                    round,
                    library.id(),
                    figure.name().toLowerCase(Locale.ROOT),
                    sample.threads(),
                    sample.allocated() ? "allocated" : "cost",
                    sample.value(),
                    sample.unit()));
        }
    }

    private static LibraryFigure figure(LibrarySample sample) {
        for (LibraryFigure each : LibraryFigure.values()) {
            if (each.isFrom(sample)) {
                return each;
            }
        }
        throw new IllegalArgumentException("no figure is from " + sample);
    }

    /** Every single figure, one a line. */
    List<String> csv() {
        return raw;
    }

    /**
     * Medians; of others with how many times as much that is as Crowsnest's.
     *
     * @param versions of each library, for the head
     */
    List<String> markdown(Map<String, String> versions) {
        StringBuilder head = new StringBuilder("| | promised |");
        StringBuilder line = new StringBuilder("| --- | --- |");
        for (Library library : Library.ALL) {
            head.append(' ')
                    .append(library.title())
                    .append(' ')
                    .append(versions.getOrDefault(library.id(), ""))
                    .append(" |");
            line.append(" ---: |");
        }
        List<String> lines = new ArrayList<>(List.of(head.toString().replace("  ", " "), line.toString()));
        for (LibraryFigure figure : LibraryFigure.values()) {
            StringBuilder row = new StringBuilder("| " + figure.title() + " | " + figure.promised() + " |");
            for (Library library : Library.ALL) {
                row.append(' ').append(cell(figure, library)).append(" |");
            }
            lines.add(row.toString());
        }
        return lines;
    }

    private String cell(LibraryFigure figure, Library library) {
        List<LibrarySample> cost = samples(times, figure, library);
        if (cost.isEmpty()) {
            return "none";
        }
        double value = median(cost);
        List<LibrarySample> allocated = samples(allocations, figure, library);
        List<LibrarySample> ours = samples(times, figure, Library.CROWSNEST);
        String bytes = allocated.isEmpty() ? NOTHING : ", " + bytes(median(allocated));
        String ratio = library.equals(Library.CROWSNEST) || ours.isEmpty()
                ? NOTHING
                : String.format(Locale.ROOT, " (%.1f x)", value / median(ours));
        return number(value) + " " + cost.get(0).unit() + bytes + ratio;
    }

    private static List<LibrarySample> samples(
            Map<LibraryFigure, Map<String, List<LibrarySample>>> all, LibraryFigure figure, Library library) {
        return all.getOrDefault(figure, Map.of()).getOrDefault(library.id(), List.of());
    }

    private static double median(List<LibrarySample> samples) {
        return Statistics.median(samples.stream().map(LibrarySample::value).toList());
    }

    /** What is less than half a byte is the measurement's own. */
    private static String bytes(double value) {
        return String.format(Locale.ROOT, value < 1e6 ? "%.0f B" : "%.1e B", value);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%.0f" : "%.1f", value);
    }
}
