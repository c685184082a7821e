package io.crowsnest.demo;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** The table that {@code --check} ends with. */
final class Report {

    private record Row(String what, String expected, String actual, boolean passed) {}

    private final List<Row> rows = new ArrayList<>();

    void equal(String what, Object expected, Object actual) {
        rows.add(new Row(what, expected.toString(), actual.toString(), expected.equals(actual)));
    }

    void that(String what, String expected, Object actual, boolean passed) {
        rows.add(new Row(what, expected, actual.toString(), passed));
    }

    boolean passed() {
        return rows.stream().allMatch(Row::passed);
    }

    void print(PrintStream out) {
        int what = width("check", rows.stream().map(Row::what).toList());
        int expected = width("expected", rows.stream().map(Row::expected).toList());
        int actual = width("actual", rows.stream().map(Row::actual).toList());
        String format = "  %-" + what + "s  %" + expected + "s  %" + actual + "s  %s%n";
        out.printf(format, "check", "expected", "actual", "");
        for (Row row : rows) {
            out.printf(format, row.what(), row.expected(), row.actual(), row.passed() ? "ok" : "FAILED");
        }
        long failed = rows.stream().filter(row -> !row.passed()).count();
        out.printf("%n%d passed, %d failed%n", rows.size() - failed, failed);
    }

    private static int width(String title, List<String> cells) {
        return Math.max(
                title.length(), cells.stream().mapToInt(String::length).max().orElse(0));
    }
}
