package io.crowsnest.tests;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The lines that a process has written to one of its streams so far. */
final class Output {
    private final List<String> lines = new ArrayList<>();
    private final Thread reader;

    Output(String name, InputStream stream) {
        reader = new Thread(() -> read(stream), name);
        reader.setDaemon(true);
        reader.start();
    }

    /** The first line in which {@code pattern} is found, waiting up to {@code limit} for it. */
    Optional<Matcher> await(Pattern pattern, Duration limit) {
        return Poll.until(limit, () -> find(pattern), found -> found.isPresent() || !reader.isAlive());
    }

    /** All lines, once the stream has ended. */
    List<String> toEnd() throws InterruptedException {
        reader.join();
        return lines();
    }

    synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    private Optional<Matcher> find(Pattern pattern) {
        return lines().stream().map(pattern::matcher).filter(Matcher::find).findFirst();
    }

    private void read(InputStream stream) {
        try (BufferedReader input = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                add(line);
            }
        } catch (IOException e) {
            add("(reading ended: " + e + ")");
        }
    }

    private synchronized void add(String line) {
        lines.add(line);
    }
}
