package io.crowsnest.tests.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the demo's container starts the shop: with what the profiles bring. {@code java} and {@code getent} are stand-ins. */
class DemoStartIT {

    /** Says where its logs go, and ends with 143 when it is asked to, as a JVM does. */
    private static final String JAVA = """
            #!/bin/sh
            echo "logs: $CROWSNEST_LOGSTASH_URL, metrics: $CROWSNEST_DATADOG_URL, password: $SPRING_DATASOURCE_PASSWORD" >> started
            trap 'exit 143' TERM
            while :; do sleep 0.1; done
            """;

    /** There is a host if there is a file of its name. */
    private static final String GETENT = """
            #!/bin/sh
            test -e "$2"
            """;

    @TempDir
    private Path directory;

    @BeforeEach
    void make() throws IOException {
        program("java", JAVA);
        program("getent", GETENT);
        String script = Files.readString(Project.ROOT.resolve("shop/demo/container/start.sh"));
        Files.writeString(directory.resolve("start.sh"), script.replace("/secrets/", "secrets/"));
        Files.createDirectory(directory.resolve("secrets"));
        Files.writeString(directory.resolve("secrets/database"), "secret");
    }

    @Test
    void without_profiles_nothing_goes_anywhere() throws Exception {
        Process shop = start();
        awaitStart();

        assertThat(stop(shop)).isEqualTo(143);
        assertThat(started()).isEqualTo("logs: , metrics: , password: secret\n");
    }

    @Test
    void with_the_profile_logs_go_to_logstash_also_while_it_is_away() throws Exception {
        appears("crowsnest-logs");
        Process shop = start();
        awaitStart();
        Files.delete(directory.resolve("crowsnest-logs"));

        assertThat(shop.waitFor(1, TimeUnit.SECONDS)).isFalse();
        assertThat(stop(shop)).isEqualTo(143);
        assertThat(started()).isEqualTo("logs: lumberjack://logstash:5044, metrics: , password: secret\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"crowsnest-logs", "crowsnest-datadog"})
    void ends_to_be_started_again_when_a_profile_is_turned_on(String host) throws Exception {
        Process shop = start();
        awaitStart();
        appears(host);

        assertThat(shop.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(shop.exitValue()).isEqualTo(143);
        assertThat(shop.inputReader().lines())
                .contains("start.sh: there is a " + host + " now, starting again with it");
    }

    @Test
    void with_both_profiles_it_stays() throws Exception {
        appears("crowsnest-logs");
        appears("crowsnest-datadog");
        Process shop = start();
        awaitStart();

        assertThat(shop.waitFor(1, TimeUnit.SECONDS)).isFalse();
        assertThat(stop(shop)).isEqualTo(143);
        assertThat(started())
                .isEqualTo("logs: lumberjack://logstash:5044, metrics: udp://datadog:8125, password: secret\n");
    }

    private Process start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder("sh", "start.sh")
                .directory(directory.toFile())
                .redirectErrorStream(true);
        builder.environment().put("PATH", directory + ":" + System.getenv("PATH"));
        builder.environment().put("LOGS_HOST", "crowsnest-logs");
        builder.environment().put("LOGS_URL", "lumberjack://logstash:5044");
        builder.environment().put("DATADOG_HOST", "crowsnest-datadog");
        builder.environment().put("DATADOG_URL", "udp://datadog:8125");
        builder.environment().put("LOOK_EVERY", "0.2");
        return builder.start();
    }

    private void appears(String host) throws IOException {
        Files.createFile(directory.resolve(host));
    }

    private void awaitStart() throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (started().isEmpty()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(50);
        }
    }

    private String started() throws IOException {
        Path file = directory.resolve("started");
        return Files.exists(file) ? Files.readString(file) : "";
    }

    private static int stop(Process shop) throws InterruptedException {
        shop.toHandle().destroy();
        assertThat(shop.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return shop.exitValue();
    }

    private void program(String name, String content) throws IOException {
        Path file = Files.writeString(directory.resolve(name), content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
