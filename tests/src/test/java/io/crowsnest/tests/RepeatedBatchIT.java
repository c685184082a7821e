package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A receiver that does not look at ids gets, when a process is killed that logs 5,000 events a second, nothing more than once but the batch that
 * was on its way then. {@code -Dcrowsnest.tests.kills=50} for as many kills as promised.
 */
@Execution(ExecutionMode.CONCURRENT)
final class RepeatedBatchIT {
    private static final int KILLS = Integer.getInteger("crowsnest.tests.kills", 5);
    private static final int RATE = 5_000;

    /** Most events that are sent before their answers are waited for. */
    private static final int BATCH = 5_000;

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Pattern LINE =
            Pattern.compile("\"message\":\"(run\\d+ \\d+ \\d+)[ \"].*\"event.sequence\":(\\d+)");

    @TempDir
    Path folder;

    @Test
    void aKillRepeatsAtMostOneBatch() throws Exception {
        Random random = new Random(KILLS);
        long repeated = 0;
        for (int i = 0; i < KILLS; i++) {
            String run = "run" + i;
            Path spool = folder.resolve("spool-" + run);
            Path file = folder.resolve(run + ".json");
            try (LumberjackReceiver receiver = new LumberjackReceiver()) {
                String[] settings = {"logs.file=" + file, "logstash.url=" + receiver.url()};
                try (ForkedJvm killed = Storms.storm(
                                Jdks.all().get(i % Jdks.all().size()),
                                folder,
                                run,
                                RATE,
                                10,
                                settings[0],
                                settings[1],
                                "logs.spool.directory=" + spool)
                        .start()) {
                    Poll.until(SOON, receiver::size, size -> size > RATE);
                    Storms.sleep(random.nextInt(2_000));
                }
                Run drained = ForkedJvm.java(Jdks.all().get(0))
                        .options("-jar")
                        .run(Artefacts.agent().toString(), "drain", spool.toString(), settings[0], settings[1])
                        .start()
                        .end();
                assertThat(drained.exitCode()).as("%s", drained).isZero();

                repeated += assertOneBatchAtMost(run, receiver.events());
                assertOneBatchAtMost(run, inFile(file));
            }
        }
        System.out.printf("%d kills: %d events arrived twice in Logstash%n", KILLS, repeated);
        // Answers come late enough for some kill to be in the middle of a batch, or this shows nothing.
        assertThat(repeated).isPositive();
    }

    /** Nothing is missing, and what came twice is a row no longer than a batch. Returns how many did. */
    private long assertOneBatchAtMost(String run, List<Event> events) throws IOException {
        Set<Long> seen = new HashSet<>();
        List<Long> repeated = new ArrayList<>();
        for (Event each : events) {
            if (!seen.add(each.sequence)) {
                repeated.add(each.sequence);
            }
        }
        StormDocuments documents =
                StormDocuments.of(events.stream().map(Event::message).toList());
        assertThat(documents.missing(run, folder.resolve(run))).as(run).isZero();
        assertThat(repeated).as("%s, twice at most", run).doesNotHaveDuplicates();
        assertThat(repeated).as("%s, in the order of the batch", run).isSorted().hasSizeLessThanOrEqualTo(BATCH);
        if (!repeated.isEmpty()) {
            assertThat(repeated.get(repeated.size() - 1) - repeated.get(0) + 1)
                    .as("%s, nothing between that came once", run)
                    .isEqualTo(repeated.size());
        }
        return repeated.size();
    }

    /** A document as it arrived. */
    record Event(String message, long sequence) {}

    private static List<Event> inFile(Path file) throws IOException {
        List<Event> events = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.find()) {
                events.add(new Event(matcher.group(1), Long.parseLong(matcher.group(2))));
            }
        }
        return events;
    }
}
