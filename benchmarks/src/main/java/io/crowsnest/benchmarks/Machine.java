package io.crowsnest.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What a reader must know of the machine; neither its name nor any path. */
final class Machine {

    private Machine() {}

    /** Lines of Markdown. */
    static List<String> describe(Path javaHome) throws IOException, InterruptedException {
        return List.of(
                "- Processor: " + processor() + ", " + Runtime.getRuntime().availableProcessors() + " cores",
                "- Memory: " + memory(),
                "- Kernel: " + System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"),
                "- JVM: " + JdkTools.version(javaHome));
    }

    /** Mean number of runnable threads over the last minute: on a quiet machine well below the number of cores. */
    static double load() throws IOException {
        return Double.parseDouble(Files.readString(Path.of("/proc/loadavg"), StandardCharsets.UTF_8)
                .split(" ", 2)[0]);
    }

    private static String processor() throws IOException {
        return field(Path.of("/proc/cpuinfo"), "model name");
    }

    private static String memory() throws IOException {
        String kilobytes = field(Path.of("/proc/meminfo"), "MemTotal").replace(" kB", "");
        return kilobytes.matches("\\d+")
                ? String.format(Locale.ROOT, "%.0f GB", Long.parseLong(kilobytes) / 1024.0 / 1024.0)
                : kilobytes;
    }

    private static String field(Path file, String name) throws IOException {
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            if (line.startsWith(name)) {
                return line.substring(line.indexOf(':') + 1).strip();
            }
        }
        return "unknown";
    }
}
