package io.crowsnest.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One line of what a JVM has measured.
 *
 * @param source benchmark or other name
 * @param parameter the last of its parameters, empty without
 * @param threads how many measured
 * @param value in {@code unit}
 * @param allocated whether that is bytes allocated for each operation instead of its time
 */
record LibrarySample(String source, String parameter, int threads, double value, String unit, boolean allocated) {

    private static final String ALLOCATED = "gc.alloc.rate.norm";

    /** Columns of JMH's CSV: benchmark, mode, threads, samples, score, error, unit; then parameters by name, the library first. */
    private static final int THREADS = 2;

    private static final int SCORE = 4;
    private static final int UNIT = 6;
    private static final int FIRST_PARAMETER = 7;

    /** Times and allocations of a file that JMH has written with {@code -rf csv}, without its other figures. */
    static List<LibrarySample> ofJmh(List<String> csv) {
        List<LibrarySample> samples = new ArrayList<>();
        List<String> head = cells(csv.get(0));
        for (String line : csv.subList(1, csv.size())) {
            List<String> cells = cells(line);
            String benchmark = cells.get(0);
            boolean allocated = benchmark.endsWith(ALLOCATED);
            if (allocated || benchmark.indexOf(':') < 0) {
                String parameter = "";
                for (int i = FIRST_PARAMETER; i < cells.size(); i++) {
                    if (!head.get(i).equals("Param: library") && !cells.get(i).isEmpty()) {
                        parameter = cells.get(i);
                    }
                }
                samples.add(new LibrarySample(
                        allocated ? benchmark.substring(0, benchmark.indexOf(':')) : benchmark,
                        parameter,
                        Integer.parseInt(cells.get(THREADS)),
                        Double.parseDouble(cells.get(SCORE)),
                        cells.get(UNIT).replace("/op", ""),
                        allocated));
            }
        }
        return samples;
    }

    /** Bytes of heap, one kind of series a line, as {@code heap_name,bytes}; other lines are not looked at. */
    static List<LibrarySample> ofHeap(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith("heap_"))
                .map(line -> line.split(",", 2))
                .map(cells -> new LibrarySample(cells[0], "", 1, Double.parseDouble(cells[1]), "B", false))
                .toList();
    }

    private static List<String> cells(String line) {
        return Arrays.stream(line.split(",", -1))
                .map(cell -> cell.replace("\"", ""))
                .toList();
    }
}
