package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page of supported libraries is made from the hooks in the jar and from what the matrix runs. */
final class SupportedLibrariesIT {

    private static final String TABLE = "crowsnest/META-INF/crowsnest/instrumentations.tsv";
    private static final String HEADING = """
            # Supported libraries

            Made from the annotations of the hooks and from the versions that every test run uses, the lowest on Java 17 and the newest on 25;
            others in between, and each on both, are tested with the profile that tests/matrix.txt names. Ranges are Maven's.

            | id | library | versions | tested with | what you get |
            | --- | --- | --- | --- | --- |
            """;

    /** A page that is out of date is rewritten, so that failing once is enough. */
    @Test
    void theDocsShowWhatTheHooksSay() throws IOException {
        Path page = Path.of("../docs/supported-libraries.md");
        String expected = HEADING + table();
        String actual = Files.exists(page) ? Files.readString(page) : "";
        if (!actual.equals(expected)) {
            Files.writeString(page, expected);
        }

        assertThat(actual)
                .as("the page was out of date and is now rewritten: commit it")
                .isEqualTo(expected);
    }

    private static String table() throws IOException {
        List<MatrixRow> rows = MatrixRow.read(Path.of("").toAbsolutePath());
        try (JarFile jar = new JarFile(Artefacts.agent().toFile());
                InputStream in = jar.getInputStream(jar.getEntry(TABLE))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .sorted()
                    .map(line -> line(line.split("\t", -1), rows))
                    .collect(Collectors.joining());
        }
    }

    private static String line(String[] columns, List<MatrixRow> rows) {
        String tested = rows.stream()
                .filter(row -> row.hooks().equals(columns[0]))
                .flatMap(row -> Stream.of(row.lowest(), row.newest())
                        .map(version -> row.isOf(columns[1]) ? version : row.artifact() + " " + version))
                .distinct()
                .collect(Collectors.joining(", "));
        return "| `%s` | `%s` | `%s` | %s | %s |\n".formatted(columns[0], columns[1], columns[2], tested, columns[3]);
    }
}
