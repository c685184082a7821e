package io.crowsnest.dashboards;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs Prometheus's and Alertmanager's own checkers; a test is skipped where they are not installed. */
public final class Promtool {

    private Promtool() {}

    /** What {@code program} prints; starts with {@code exit N} where N is not 0. */
    public static String run(Path directory, String program, String... arguments)
            throws IOException, InterruptedException {
        assumeTrue(installed(program), program + " is not installed: ./verify installs it where it can");
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = process.waitFor();
        return exit == 0 ? output : "exit " + exit + "\n" + output;
    }

    /** Whether it is on the path. */
    public static boolean installed(String program) {
        for (String directory : System.getenv("PATH").split(File.pathSeparator, -1)) {
            if (Files.isExecutable(Path.of(directory, program))) {
                return true;
            }
        }
        return false;
    }
}
