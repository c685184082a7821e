package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.tests.scenario.Redeployment;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;

/** A web application with a pool, a database, a logging framework and meters of its own, redeployed 20 times. */
final class RedeploymentIT {
    private static final String WEBAPP = "io/crowsnest/tests/scenario/webapp/";
    private static final int DEPLOYMENTS = 20;
    private static final Pattern NOTED = Pattern.compile("\"message\":\"noted (\\d+)\"");

    @TempDir
    Path folder;

    @OnEachJdk
    void undeployedClassLoadersAreCollectedAndWhatTheyLoggedIsDeliveredOnce(Jdk jdk) throws IOException {
        Path file = folder.resolve("logs.json");
        Path libraries = Files.createDirectories(folder.resolve("WEB-INF/lib"));
        for (Path jar : Artefacts.libraries(
                "HikariCP", "h2", "logback", "slf4j", "micrometer", "HdrHistogram", "LatencyUtils")) {
            Files.copy(jar, libraries.resolve(jar.getFileName().toString()));
        }
        packWebapp(libraries.resolve("webapp.jar"));

        // Caches of the JDK behind soft references would keep loaders until memory is short.
        try (ForkedJvm jvm = ForkedJvm.java(jdk)
                .options("-XX:SoftRefLRUPolicyMSPerMB=0")
                .classPath(Artefacts.scenarios("tomcat"))
                .agent("logs.file=" + file, "logs.spool.directory=" + folder.resolve("spool"))
                .run(Redeployment.class, folder.toString())
                .start()) {
            boolean seen = notesAreSeen(jvm, jvm.awaitMetrics());
            int alive = Integer.parseInt(jvm.awaitStdout("^alive (\\d+)$").group(1));
            Scrape scrape = Scrape.until(jvm.awaitMetrics(), "http_server_requests_seconds_count", DEPLOYMENTS);
            Run run = jvm.finish();
            assertThat(run.exitCode()).isZero();
            assertThat(scrape.sum("http_server_requests_seconds_count")).isEqualTo(DEPLOYMENTS);
            assertThat(scrape.sum("db_client_operation_duration_seconds_count")).isEqualTo(DEPLOYMENTS);
            assertThat(seen).as("meters of the application in a scrape").isTrue();
            assertThat(scrape.samples().stream().filter(sample -> sample.name().startsWith("notes_")))
                    .as("meters of applications that are gone")
                    .hasSizeLessThanOrEqualTo(2 * alive);
            assertThat(scrape.sum("crowsnest_source_errors_total")).isZero();
            assertThat(alive).as("class loaders still alive").isLessThanOrEqualTo(1);
        }
        assertThat(LogFile.lines(file).stream()
                        .map(NOTED::matcher)
                        .filter(Matcher::find)
                        .map(matcher -> Integer.parseInt(matcher.group(1))))
                .as("the events of all applications")
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, DEPLOYMENTS).boxed().toList());
    }

    /** Scrapes while applications come and go: what was read must not keep them. */
    private static boolean notesAreSeen(ForkedJvm jvm, URI metrics) {
        boolean seen = false;
        while (jvm.stdout().stream().noneMatch(line -> line.startsWith("alive"))) {
            seen |= Scrape.of(metrics).has("notes_written_total");
        }
        return seen;
    }

    private static void packWebapp(Path target) throws IOException {
        try (JarFile scenarios = new JarFile(Artefacts.scenarioJar().toFile());
                OutputStream file = Files.newOutputStream(target);
                JarOutputStream jar = new JarOutputStream(file)) {
            for (JarEntry entry : scenarios.stream()
                    .filter(entry -> entry.getName().startsWith(WEBAPP)
                            && entry.getName().endsWith(".class"))
                    .toList()) {
                jar.putNextEntry(new JarEntry(entry.getName()));
                try (InputStream bytes = scenarios.getInputStream(entry)) {
                    bytes.transferTo(jar);
                }
            }
        }
    }
}
