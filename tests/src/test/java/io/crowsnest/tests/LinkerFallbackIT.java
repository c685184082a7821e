package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.tests.scenario.ClaimingAgent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** A JVM in which our class cannot be in {@code java.lang}: it comes by the bootstrap class path, in a jar of its own. */
final class LinkerFallbackIT {

    private static final String FALLBACK = "io.crowsnest.core.hook.CrowsnestLinker source: ";

    @TempDir
    Path folder;

    @OnEachJdk
    void everyQueryIsCountedAllTheSame(Jdk jdk) throws IOException {
        Path log = folder.resolve("classes.log");
        try (ForkedJvm jvm = WorkerIT.worker(jdk)
                .options(AgentOfOthers.option(ClaimingAgent.class, folder) + "=CrowsnestLinker")
                .options("-Xlog:class+load:file=" + log)
                .agent()
                .start()) {
            jvm.awaitStdout("worked");
            Scrape scrape = Scrape.until(jvm.awaitMetrics(), "db_client_operation_duration_seconds_count", 5);
            assertThat(scrape.sum("db_client_operation_duration_seconds_count")).isEqualTo(5);
            assertThat(scrape.sum("logback_events_total")).isEqualTo(5);
            assertThat(scrape.sum("crowsnest_hook_errors_total")).isZero();
            Run run = jvm.finish().assertAgentIsQuiet();
            assertThat(run.exitCode()).isEqualTo(7);
            assertThat(Files.readAllLines(log)).anyMatch(line -> line.contains(FALLBACK));
        }
    }
}
