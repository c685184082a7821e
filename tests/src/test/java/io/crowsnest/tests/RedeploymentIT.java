package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.tests.scenario.Redeployment;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.io.TempDir;

/** A web application with a pool, a database and a logging framework of its own, redeployed 20 times. */
final class RedeploymentIT {
    private static final String WEBAPP = "io/crowsnest/tests/scenario/webapp/";

    @TempDir
    Path folder;

    @OnEachJdk
    void undeployedClassLoadersAreCollected(Jdk jdk) throws IOException {
        Path libraries = Files.createDirectories(folder.resolve("WEB-INF/lib"));
        for (Path jar : Artefacts.libraries("HikariCP", "h2", "logback", "slf4j")) {
            Files.copy(jar, libraries.resolve(jar.getFileName().toString()));
        }
        packWebapp(libraries.resolve("webapp.jar"));

        // Caches of the JDK behind soft references would keep loaders until memory is short.
        try (ForkedJvm jvm = ForkedJvm.java(jdk)
                .options("-XX:SoftRefLRUPolicyMSPerMB=0")
                .classPath(Artefacts.scenarios("tomcat"))
                .agent()
                .run(Redeployment.class, folder.toString())
                .start()) {
            int alive = Integer.parseInt(jvm.awaitStdout("^alive (\\d+)$").group(1));
            Scrape scrape = Scrape.until(jvm.awaitMetrics(), "http_server_requests_seconds_count", 20);
            Run run = jvm.finish();
            assertThat(run.exitCode()).isZero();
            assertThat(scrape.sum("http_server_requests_seconds_count")).isEqualTo(20);
            assertThat(scrape.sum("db_client_operation_duration_seconds_count")).isEqualTo(20);
            assertThat(alive).as("class loaders still alive").isLessThanOrEqualTo(1);
        }
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
