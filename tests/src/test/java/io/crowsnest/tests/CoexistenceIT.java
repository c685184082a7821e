package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.tests.scenario.WebShop;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The web shop with more than one agent: every request is answered, and counted once. */
final class CoexistenceIT {
    private static final int REQUESTS = 20;
    private static final String[] OPENTELEMETRY_OFF = {
        "-Dotel.traces.exporter=none", "-Dotel.metrics.exporter=none", "-Dotel.logs.exporter=none"
    };

    @TempDir
    Path folder;

    @OnEachJdk
    void alone(Jdk jdk) {
        Run run = visit(shop(jdk).agent());
        run.assertAgentIsQuiet().assertNoJvmWarning();
    }

    @OnEachJdk
    void beforeTheOpenTelemetryAgent(Jdk jdk) {
        visit(shop(jdk).options(OPENTELEMETRY_OFF).agent().agentJar(Artefacts.openTelemetryAgent(), ""))
                .assertAgentIsQuiet();
    }

    @OnEachJdk
    void afterTheOpenTelemetryAgent(Jdk jdk) {
        visit(shop(jdk)
                        .options(OPENTELEMETRY_OFF)
                        .agentJar(Artefacts.openTelemetryAgent(), "")
                        .agent())
                .assertAgentIsQuiet();
    }

    @OnEachJdk
    void attachedTwice(Jdk jdk) {
        assertSaysOnceThatItIsAttachedAlready(visit(shop(jdk).agent().agent()));
    }

    @OnEachJdk
    void attachedTwiceUnderAnotherName(Jdk jdk) throws IOException {
        Path copy = Files.copy(Artefacts.agent(), folder.resolve("copy-of-crowsnest.jar"));
        assertSaysOnceThatItIsAttachedAlready(visit(shop(jdk).agent().agentJar(copy, "prometheus.port=0")));
    }

    private static void assertSaysOnceThatItIsAttachedAlready(Run run) {
        run.assertAgentIsQuiet().assertNoJvmWarning();
        assertThat(run.agentLines())
                .filteredOn(line -> line.contains("attached twice"))
                .hasSize(1);
        assertThat(run.agentLines())
                .filteredOn(line -> line.contains("url=http://"))
                .hasSize(1);
    }

    private static ForkedJvm.Builder shop(Jdk jdk) {
        // Tomcat looks for leaks when it stops and warns if it may not.
        return ForkedJvm.java(jdk)
                .options(
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "--add-opens=java.rmi/sun.rmi.transport=ALL-UNNAMED")
                .classPath(Artefacts.scenarios())
                .run(WebShop.class);
    }

    /** Sends the requests, checks the counts and ends the shop. */
    private static Run visit(ForkedJvm.Builder builder) {
        try (ForkedJvm jvm = builder.start()) {
            URI item = URI.create(
                    "http://127.0.0.1:" + jvm.awaitStdout("^port (\\d+)$").group(1) + "/items/1");
            for (int i = 0; i < REQUESTS; i++) {
                assertThat(Scrape.get(item).body()).isEqualTo("item 42\n");
            }
            Scrape scrape = Scrape.until(jvm.awaitMetrics(), "http_server_requests_seconds_count", REQUESTS);
            assertThat(scrape.sum("http_server_requests_seconds_count")).isEqualTo(REQUESTS);
            assertThat(scrape.sum("db_client_operation_duration_seconds_count")).isEqualTo(REQUESTS);
            assertThat(scrape.sum("hikaricp_connections")).isPositive();
            assertThat(scrape.sum("crowsnest_hook_errors_total")).isZero();
            Run run = jvm.finish();
            assertThat(run.exitCode()).isZero();
            assertThat(run.stdout())
                    .filteredOn(line -> line.equals("INFO ItemServlet item requested"))
                    .hasSize(REQUESTS);
            assertThat(run.stderr())
                    .noneMatch(
                            line -> line.contains("Error") || line.contains("Exception") || line.startsWith("\tat "));
            return run;
        }
    }
}
