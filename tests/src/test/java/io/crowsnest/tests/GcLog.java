package io.crowsnest.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The pauses that the JVM itself writes down, but for those of G1 that its management beans do not tell of: remarking and cleaning up, which
 * belong to the concurrent cycle.
 */
record GcLog(Path file) {
    /** {@code [12.345s] GC(3) Pause Young (Normal) (G1 Evacuation Pause) 24M->5M(128M) 3.456ms}. */
    private static final Pattern PAUSE = Pattern.compile("^\\[(\\d+\\.\\d+)s].* Pause (.*?) ?(\\d+\\.\\d+)ms$");

    /** Option of the JVM that writes it. */
    String option() {
        return "-Xlog:gc,gc+phases:file=" + file + ":uptime";
    }

    /** Seconds of pauses that ended between two times, in seconds since the start of the JVM. */
    double pauses(double from, double to) {
        try {
            double sum = 0;
            for (String line : Files.readAllLines(file)) {
                Matcher pause = PAUSE.matcher(line);
                if (pause.matches() && !pause.group(2).matches("(Remark|Cleanup).*")) {
                    double at = Double.parseDouble(pause.group(1));
                    if (at > from && at <= to) {
                        sum += Double.parseDouble(pause.group(3)) / 1e3;
                    }
                }
            }
            return sum;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
