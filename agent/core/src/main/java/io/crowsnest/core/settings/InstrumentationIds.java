package io.crowsnest.core.settings;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;

/** The libraries that can be switched on and off: the first column of what the annotation processor wrote. */
public final class InstrumentationIds {

    private static final String RESOURCE = "META-INF/crowsnest/instrumentations.tsv";

    private InstrumentationIds() {}

    /**
     * Reads the ids.
     *
     * @throws IOException if the agent's jar is damaged
     */
    public static Set<String> read() throws IOException {
        try (InputStream in = InstrumentationIds.class.getClassLoader().getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IOException("no ".concat(RESOURCE));
            }
            Set<String> ids = new TreeSet<>();
            String[] lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1);
            for (int i = 1; i < lines.length; i++) {
                int end = lines[i].indexOf('\t');
                if (end > 0) {
                    ids.add(lines[i].substring(0, end));
                }
            }
            return ids;
        }
    }
}
