package io.crowsnest.tests.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.tests.stack.Command.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stack that the jar writes. */
class StackInitIT extends ComposeRules {

    @TempDir
    private static Path temporary;

    private static Path stack;
    private static Result written;

    @BeforeAll
    static void write() throws Exception {
        stack = temporary.resolve("stack");
        written = Command.java("stack", "init", stack.toString());
    }

    @Override
    ComposeFile stack() throws IOException {
        return ComposeFile.in(stack);
    }

    @Override
    Path settings() {
        return stack.resolve(".env");
    }

    @Test
    void says_what_to_do_next() {
        assertThat(written.exitCode()).isZero();
        assertThat(written.output()).contains("cd " + stack, "docker compose up -d", "targets/services.yml", ".env");
    }

    @Test
    void has_everything_but_the_demo() throws IOException {
        assertThat(stack().services())
                .containsOnlyKeys(
                        "secrets",
                        "prometheus",
                        "alertmanager",
                        "grafana",
                        "elasticsearch",
                        "elasticsearch-setup",
                        "logstash",
                        "kibana",
                        "kibana-setup",
                        "datadog");
        assertThat(stack.resolve("docker-compose.yml")).content().doesNotContain("./dashboards", "shop");
    }

    /** So that nobody adds a file to the stack and forgets the list. */
    @Test
    void has_every_file_of_the_project_s_stack() throws IOException {
        Set<String> sources = new LinkedHashSet<>();
        for (String line : Files.readAllLines(Project.STACK.resolve("files.txt"))) {
            if (!line.startsWith("#")) {
                sources.add(line.split(" +", -1)[1]);
                assertThat(stack.resolve(line.split(" +", -1)[0])).exists();
            }
        }
        Set<String> expected = new LinkedHashSet<>(List.of("docker-compose.yml", ".env.example"));
        expected.addAll(files(Project.STACK));
        expected.addAll(files(Project.ROOT.resolve("dashboards/output")));
        expected.remove("dashboards/stack/files.txt");
        // The demo is the project's.
        expected.remove("dashboards/stack/prometheus/targets/shop.yml");

        assertThat(sources).isEqualTo(expected);
    }

    @Test
    void passwords_are_for_the_owner_alone_and_others_each_time() throws Exception {
        Path other = temporary.resolve("other");
        Command.java("stack", "init", other.toString());

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(settings())))
                .isEqualTo("rw-------");
        assertThat(passwords(settings()))
                .hasSize(3)
                .allMatch(line -> line.matches("\\w+_PASSWORD=\\w{24}"))
                .doesNotContainAnyElementsOf(passwords(other.resolve(".env")));
        assertThat(written.output()).doesNotContain(passwords(settings()).get(0).split("=", -1)[1]);
    }

    @Test
    void nothing_is_overwritten_unless_it_is_asked_for_and_passwords_never() throws Exception {
        Path mine = temporary.resolve("mine");
        Files.createDirectories(mine.resolve("logstash"));
        Files.writeString(mine.resolve("logstash/logstash.yml"), "mine");
        Files.writeString(mine.resolve(".env"), "mine");

        Result refused = Command.java("stack", "init", mine.toString());

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.output()).contains("nothing written", ".env, logstash/logstash.yml", "--force");
        assertThat(files(mine)).hasSize(2);

        Result forced = Command.java("stack", "init", "--force", mine.toString());

        assertThat(forced.exitCode()).isZero();
        assertThat(mine.resolve("logstash/logstash.yml")).content().isNotEqualTo("mine");
        assertThat(mine.resolve(".env")).content().isEqualTo("mine");
    }

    @Test
    void servers_in_containers_can_read_the_files_whatever_the_umask() throws Exception {
        Path narrow = temporary.resolve("narrow");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Command.run(
                temporary,
                Map.of(),
                "sh",
                "-c",
                "umask 077; exec " + java + " -jar " + Project.AGENT.toAbsolutePath() + " stack init " + narrow);

        for (String each : new String[] {"setup", "grafana/provisioning/datasources", "logstash/logstash.yml"}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(narrow.resolve(each))))
                    .as(each)
                    .matches("rw[x-]r-[x-]r-[x-]");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(narrow.resolve(".env"))))
                .isEqualTo("rw-------");
    }

    @Test
    void a_wrong_call_is_explained() throws Exception {
        assertThat(Command.java("stack", "init").exitCode()).isEqualTo(2);
        assertThat(Command.java("stack").output()).contains("stack init DIR");
        Result misspelt = Command.java("stack", "int", "x");
        assertThat(misspelt.exitCode()).isEqualTo(2);
        assertThat(misspelt.output()).contains("unknown command: int, did you mean: init");
        Result file = Command.java("stack", "init", settings().toString());
        assertThat(file.exitCode()).isEqualTo(2);
        assertThat(file.output()).contains("not a directory");
    }

    @Test
    void prometheus_and_alertmanager_accept_what_was_written() throws Exception {
        Command.assumeInstalled("promtool");
        Command.assumeInstalled("amtool");

        assertThat(Command.run(stack, Map.of(), "promtool", "check", "config", "prometheus/prometheus.yml")
                        .exitCode())
                .isZero();
        assertThat(Command.run(stack, Map.of(), "amtool", "check-config", "alertmanager/alertmanager.yml")
                        .exitCode())
                .isZero();
    }

    private static List<String> passwords(Path settings) throws IOException {
        return Files.readAllLines(settings).stream()
                .filter(line -> line.contains("_PASSWORD="))
                .toList();
    }

    private static Set<String> files(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            Set<String> files = new LinkedHashSet<>();
            all.filter(Files::isRegularFile)
                    .forEach(file -> files.add(
                            Project.ROOT.relativize(file.toAbsolutePath()).toString()));
            return files;
        }
    }
}
