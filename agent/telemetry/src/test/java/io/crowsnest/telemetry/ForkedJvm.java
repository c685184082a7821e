package io.crowsnest.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs a scenario in a JVM of its own, since a JVM starts the registry once. */
final class ForkedJvm {

    private ForkedJvm() {}

    /** The figures that {@code scenario} prints as {@code name=value}. */
    static Map<String, Double> run(Class<?> scenario) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        scenario.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        Map<String, Double> figures = new TreeMap<>();
        Matcher line = Pattern.compile("(\\S+)=(\\S+)").matcher(output);
        while (line.find()) {
            figures.put(line.group(1), Double.valueOf(line.group(2)));
        }
        return figures;
    }
}
