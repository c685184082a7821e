package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.tests.scenario.Worker;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Isolated;

/** The smallest application: what the agent must leave alone, and what it must see. */
@Isolated("measures how long a start takes")
final class WorkerIT {
    private static final int QUERIES = 5;

    @OnEachJdk
    void theApplicationRunsAndEndsAsWithoutTheAgent(Jdk jdk) {
        try (ForkedJvm jvm = worker(jdk).agent().start()) {
            jvm.awaitMetrics();
            jvm.finish().assertSameAs(bare(jdk)).assertNoJvmWarning();
        }
    }

    @OnEachJdk
    void anApplicationThatEndsAtOnceIsNotHeldUp(Jdk jdk) {
        Duration bare = fastestOfThree(worker(jdk));
        Duration attached = fastestOfThree(worker(jdk).agent());
        assertThat(attached).isLessThan(bare.plusMillis(1500));
    }

    @OnEachJdk
    void everyQueryIsCounted(Jdk jdk) {
        try (ForkedJvm jvm = worker(jdk).agent().start()) {
            jvm.awaitStdout("worked");
            Scrape scrape = Scrape.until(jvm.awaitMetrics(), "jvm_memory_used_bytes", 1);
            assertThat(scrape.sum("db_client_operation_duration_seconds_count")).isEqualTo(QUERIES);
            assertThat(scrape.has("jvm_memory_used_bytes")).isTrue();
        }
    }

    @OnEachJdk
    void theEnvironmentCanAttachTheAgent(Jdk jdk) {
        try (ForkedJvm jvm = worker(jdk)
                .environment("JDK_JAVA_OPTIONS", "-javaagent:" + Artefacts.agent())
                .environment("CROWSNEST_PROMETHEUS_PORT", "0")
                .start()) {
            assertThat(Scrape.until(jvm.awaitMetrics(), "jvm_memory_used_bytes", 1)
                            .sum("jvm_memory_used_bytes"))
                    .isPositive();
        }
    }

    static ForkedJvm.Builder worker(Jdk jdk) {
        return ForkedJvm.java(jdk).classPath(Artefacts.scenarios()).run(Worker.class);
    }

    private static Duration fastestOfThree(ForkedJvm.Builder builder) {
        return Stream.generate(() -> {
                    try (ForkedJvm jvm = builder.start()) {
                        return jvm.finish().duration();
                    }
                })
                .limit(3)
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    static Run bare(Jdk jdk) {
        try (ForkedJvm jvm = worker(jdk).start()) {
            Run run = jvm.finish();
            assertThat(run.exitCode()).isEqualTo(7);
            assertThat(run.stdout()).contains("worked", "INFO Worker question 5 answered");
            return run;
        }
    }
}
