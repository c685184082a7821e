package io.crowsnest.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/** What Linux knows about a process. */
final class ProcessFigures {

    /** The unit of {@code /proc/PID/stat}; 100 a second for every program, whatever the kernel's own clock is. */
    private static final double TICKS_PER_SECOND = 100;

    /** Counted from the field after the program's name, which may hold spaces. */
    private static final int USER_TICKS = 11;

    private static final int SYSTEM_TICKS = 12;

    /** Names of threads are cut at 15 characters. */
    private static final Pattern COMPILER = Pattern.compile("\\d+ \\(C[12] CompilerThre");

    private ProcessFigures() {}

    /** Processor time of all threads, also of those that ended, in seconds, to 10 ms. */
    static double cpuSeconds(long pid) throws IOException {
        return cpuSeconds(Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.UTF_8));
    }

    /** Processor time of the JIT compiler's threads that are alive, in seconds, to 10 ms each. */
    static double compilerSeconds(long pid) throws IOException {
        double sum = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "task"))) {
            for (Path thread : threads) {
                try {
                    String stat = Files.readString(thread.resolve("stat"), StandardCharsets.UTF_8);
                    if (COMPILER.matcher(stat).lookingAt()) {
                        sum += cpuSeconds(stat);
                    }
                } catch (IOException ended) {
                    // Then it needs no time any more, either.
                }
            }
        }
        return sum;
    }

    private static double cpuSeconds(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS])) / TICKS_PER_SECOND;
    }

    /** A figure of {@code smaps_rollup}, {@code Rss} or {@code Pss}, in MB (2^20 bytes). */
    static double memoryMegabytes(long pid, String name) throws IOException {
        Path rollup = Path.of("/proc", Long.toString(pid), "smaps_rollup");
        for (String line : Files.readAllLines(rollup, StandardCharsets.UTF_8)) {
            if (line.startsWith(name + ":")) {
                String kilobytes = line.substring(name.length() + 1)
                        .toLowerCase(Locale.ROOT)
                        .replace("kb", "")
                        .strip();
                return Long.parseLong(kilobytes) / 1024.0;
            }
        }
        throw new IOException("no " + name + " in smaps_rollup");
    }
}
