package io.crowsnest.instrumentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class SupportedLibrariesTest {

    private static final String TABLE = "/META-INF/crowsnest/supported-libraries.md";
    private static final String HEADING = """
            # Supported libraries

            Made from the annotations of the hooks, when the build compiles them. Versions are Maven ranges.

            """;

    /** A docs page that is out of date is rewritten, so that failing once is enough. */
    @Test
    void theDocsShowWhatTheHooksSay() throws IOException {
        Path page = Path.of("../../docs/supported-libraries.md");
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
        try (InputStream table = SupportedLibrariesTest.class.getResourceAsStream(TABLE)) {
            return new String(table.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
