package io.crowsnest.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Tools of the measured JDK, used on a running JVM. */
final class JdkTools {

    private JdkTools() {}

    /** Classes loaded minus classes unloaded; read from the JVM's counters, so the JVM itself does nothing for it. */
    static int loadedClasses(Path javaHome, long pid) throws IOException, InterruptedException {
        String[] lines = run(javaHome, "jstat", "-class", Long.toString(pid)).split("\n", -1);
        String[] columns = lines[1].strip().split("\\s+", -1);
        return Integer.parseInt(columns[0]) - Integer.parseInt(columns[2]);
    }

    /** Makes the JVM collect its garbage. */
    static void collectGarbage(Path javaHome, long pid) throws IOException, InterruptedException {
        run(javaHome, "jcmd", Long.toString(pid), "GC.run");
    }

    /** The first line of {@code java -version}, for the report. */
    static String version(Path javaHome) throws IOException, InterruptedException {
        return run(javaHome, "java", "-version")
                .lines()
                .reduce("", (all, line) -> all.isEmpty() ? line : all + ", " + line);
    }

    private static String run(Path javaHome, String tool, String... arguments)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(javaHome.resolve("bin").resolve(tool).toString());
        builder.command().addAll(List.of(arguments));
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(tool + " failed: " + output);
        }
        return output;
    }
}
