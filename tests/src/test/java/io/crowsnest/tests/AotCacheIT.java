package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An AOT cache (JEP 483, 514) that was trained without the agent is still used with it. */
final class AotCacheIT {
    private static final String LOGGER = "ch.qos.logback.classic.Logger source: shared objects file";
    private static final String STATEMENT = "org.h2.jdbc.JdbcStatement source: shared objects file";

    @TempDir
    Path folder;

    @Test
    void classesComeFromTheCacheAndAreInstrumentedAllTheSame() throws IOException {
        Jdk jdk = Jdks.find(25).orElse(null);
        assumeTrue(jdk != null, "needs a JDK 25");
        Path cache = folder.resolve("worker.aot");
        // Without this module in the training run the JVM rejects the cache as soon as any agent is attached.
        String module = "--add-modules=java.instrument";
        try (ForkedJvm training = WorkerIT.worker(jdk)
                .options(module, "-XX:AOTCacheOutput=" + cache)
                .start()) {
            training.finish();
            assertThat(cache).isNotEmptyFile();
        }

        Path log = folder.resolve("classes.log");
        try (ForkedJvm jvm = WorkerIT.worker(jdk)
                .options(module, "-XX:AOTCache=" + cache, "-XX:AOTMode=on", "-Xlog:class+load:file=" + log)
                .agent("elasticsearch.url=http://127.0.0.1:1")
                .start()) {
            jvm.awaitStdout("worked");
            Scrape scrape = Scrape.of(jvm.awaitMetrics());
            Run run = jvm.finish();
            List<String> classes = Files.readAllLines(log);
            assertThat(run.exitCode()).isEqualTo(7);
            assertThat(classes).anyMatch(line -> line.contains(LOGGER)).anyMatch(line -> line.contains(STATEMENT));
            assertThat(scrape.sum("crowsnest_log_events_captured_total")).isEqualTo(5);
            assertThat(scrape.sum("db_client_operation_duration_seconds_count")).isEqualTo(5);
            run.assertAgentIsQuiet().assertNoJvmWarning();
        }
    }
}
