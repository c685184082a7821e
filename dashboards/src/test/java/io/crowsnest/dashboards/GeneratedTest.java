package io.crowsnest.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What is committed is what is generated. After a change of the generator: {@code ./mvnw -pl dashboards -am test
 * -Dtest=GeneratedTest -Dsurefire.failIfNoSpecifiedTests=false -Dcrowsnest.dashboards.write=true}, then look at the difference.
 */
class GeneratedTest {

    private static final Path OUTPUT = Path.of("output");

    @Test
    void committed_output_is_what_the_generator_makes() throws IOException {
        if (Boolean.getBoolean("crowsnest.dashboards.write")) {
            write();
        }

        Map<String, String> committed = committed();

        assertThat(committed.keySet()).isEqualTo(Committed.files().keySet());
        Committed.files()
                .forEach((path, content) -> assertThat(committed.get(path))
                        .as("%s: see the comment of this class", path)
                        .isEqualTo(content));
    }

    @Test
    void every_run_makes_the_same_bytes() {
        assertThat(Committed.files()).isEqualTo(Committed.files());
    }

    private static Map<String, String> committed() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(OUTPUT)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(OUTPUT.relativize(file).toString().replace('\\', '/'), Files.readString(file));
            }
        }
        return files;
    }

    private static void write() throws IOException {
        Files.createDirectories(OUTPUT);
        for (String stale : committed().keySet()) {
            if (!Committed.files().containsKey(stale)) {
                Files.delete(OUTPUT.resolve(stale));
            }
        }
        for (Map.Entry<String, String> each : Committed.files().entrySet()) {
            Path file = OUTPUT.resolve(each.getKey());
            Files.createDirectories(file.getParent());
            Files.writeString(file, each.getValue());
        }
    }
}
