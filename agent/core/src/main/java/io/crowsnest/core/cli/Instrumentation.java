package io.crowsnest.core.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** One row of the table of supported libraries that the build writes from the hooks. */
record Instrumentation(String id, String library, String versions, String description) {

    /** Tab-separated, with a header line: id, library, versions, description. */
    private static final String RESOURCE = "/META-INF/crowsnest/instrumentations.tsv";

    /** All rows in the order of the table; empty when there is no table. */
    static List<Instrumentation> all() {
        try (InputStream in = Instrumentation.class.getResourceAsStream(RESOURCE)) {
            return in == null ? List.of() : read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Set<String> ids() {
        Set<String> ids = new TreeSet<>();
        for (Instrumentation instrumentation : all()) {
            ids.add(instrumentation.id());
        }
        return ids;
    }

    static List<Instrumentation> read(InputStream in) throws IOException {
        BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        List<Instrumentation> rows = new ArrayList<>();
        String header = reader.readLine();
        if (header == null) {
            return rows;
        }
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            String[] columns = line.split("\t", -1);
            if (columns.length != 4) {
                throw new IOException("not four columns: " + line);
            }
            rows.add(new Instrumentation(columns[0], columns[1], columns[2], columns[3]));
        }
        return rows;
    }
}
