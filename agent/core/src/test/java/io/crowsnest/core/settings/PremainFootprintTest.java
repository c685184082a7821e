package io.crowsnest.core.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Resolving is part of every application's start, so the classes that it loads are counted in a JVM of its own. */
class PremainFootprintTest {

    private static final String ARGUMENTS =
            "prometheus.port=9500,tags='team=a,stage=b',elasticsearch.url=http://localhost:9200";

    @Test
    void resolvingWithoutArgumentsLoadsFewClasses() throws Exception {
        assertThat(loadedWhileResolving())
                .filteredOn(name -> name.startsWith("io.crowsnest"))
                .hasSizeLessThan(12);
    }

    @Test
    void resolvingWithArgumentsLoadsFewClasses() throws Exception {
        assertThat(loadedWhileResolving(ARGUMENTS))
                .filteredOn(name -> name.startsWith("io.crowsnest"))
                .hasSizeLessThan(12);
    }

    @Test
    void resolvingWithoutAFileLoadsNothingOfSnakeyaml() throws Exception {
        assertThat(loadedWhileResolving(ARGUMENTS)).noneMatch(name -> name.startsWith("org.snakeyaml"));
    }

    @Test
    void resolvingLinksNoLambdaAndNoIndyConcatenation() throws Exception {
        assertThat(loadedWhileResolving(ARGUMENTS))
                .noneMatch(name -> name.startsWith("java.lang.invoke") || name.contains("$$Lambda"));
    }

    @Test
    void resolvingKeepsAwayFromWhatIsSlowOrForbiddenInPremain() throws Exception {
        assertThat(loadedWhileResolving(ARGUMENTS))
                .noneMatch(name -> name.startsWith("java.util.logging")
                        || name.startsWith("java.lang.management")
                        || name.startsWith("javax.management")
                        || name.startsWith("java.nio.file")
                        || name.startsWith("sun.nio.fs")
                        || name.startsWith("java.net.Socket")
                        || name.startsWith("java.util.regex")
                        || name.startsWith("java.util.stream"));
    }

    private static List<String> loadedWhileResolving(String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xlog:class+load:stdout:none");
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(ResolveOnly.class.getName());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> loaded = new ArrayList<>();
        boolean resolving = false;
        boolean ended = false;
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                String name = line.contains(" ") ? line.substring(0, line.indexOf(' ')) : line;
                if (name.equals(ResolveOnly.End.class.getName())) {
                    ended = true;
                    resolving = false;
                }
                if (resolving) {
                    loaded.add(name);
                }
                resolving |= name.equals(ResolveOnly.Begin.class.getName());
            }
        }
        assertThat(process.waitFor()).isZero();
        assertThat(ended).as("both marks seen").isTrue();
        assertThat(loaded).contains(Settings.class.getName());
        return loaded;
    }
}
