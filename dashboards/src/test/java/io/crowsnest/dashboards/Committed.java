package io.crowsnest.dashboards;

import io.crowsnest.dashboards.rules.Objectives;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What the generator makes of the committed objectives. */
public final class Committed {

    /** Tests of other modules read it, too. */
    private static final Path OBJECTIVES = Path.of("../dashboards/objectives.yml");

    private Committed() {}

    public static Map<String, String> files() {
        return Generated.files(text());
    }

    public static Objectives objectives() {
        return Objectives.read(text());
    }

    private static String text() {
        try {
            return Files.readString(OBJECTIVES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
