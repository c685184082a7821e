package io.crowsnest.tests.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./demo} says to those who call it wrongly, or with a JDK that is too old, before it does anything. */
class DemoScriptIT {

    /** Says what the {@code java} of a JDK 11 says. */
    private static final String OLD_JAVA = """
            #!/bin/sh
            echo 'openjdk version "11.0.29" 2025-10-21' >&2
            """;

    @TempDir
    private Path directory;

    @Test
    void help_names_every_option() throws Exception {
        Command.Result help = demo(Map.of(), "--help");

        assertThat(help.exitCode()).isZero();
        assertThat(help.output()).contains("--check", "--no-agent", "Ctrl-C");
    }

    @Test
    void an_option_that_there_is_not_is_named_with_those_that_there_are() throws Exception {
        Command.Result wrong = demo(Map.of(), "--chek");

        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.output()).contains("demo: unknown option --chek", "Usage: ./demo");
    }

    @Test
    void nothing_can_be_checked_without_the_agent() throws Exception {
        Command.Result wrong = demo(Map.of(), "--check", "--no-agent");

        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.output()).contains("can't go with --no-agent");
    }

    @Test
    void a_java_that_is_too_old_is_named_and_nothing_is_started() throws Exception {
        Path bin = Files.createDirectories(directory.resolve("jdk-11/bin"));
        program(bin.resolve("java"));
        program(bin.resolve("javac"));

        Command.Result old = demo(Map.of(
                "JAVA_HOME",
                bin.getParent().toString(),
                "PATH",
                bin + ":" + System.getenv("PATH"),
                "HOME",
                directory.toString()));

        assertThat(old.exitCode()).isEqualTo(1);
        assertThat(old.output())
                .contains("demo: a JDK 17 or newer is needed; found Java in " + bin.getParent())
                .contains("11.0.29", "set JAVA_HOME")
                .hasLineCount(1);
        assertThat(directory.resolve(".demo")).doesNotExist();
    }

    /** Runs a copy that looks for a JDK where it is told to, and not where this machine has some. */
    private Command.Result demo(Map<String, String> environment, String... arguments) throws Exception {
        String script = Files.readString(Project.ROOT.resolve("demo"));
        assertThat(script).contains("/usr/lib/jvm/*", "/opt/*jdk*", "/opt/java/*");
        Path copy = directory.resolve("demo");
        Files.writeString(copy, script.replace("/usr/lib/jvm/", "/none/").replace("/opt/", "/none/"));
        String[] command = new String[arguments.length + 2];
        command[0] = "bash";
        command[1] = copy.toString();
        System.arraycopy(arguments, 0, command, 2, arguments.length);
        return Command.run(directory, environment, command);
    }

    private static void program(Path file) throws IOException {
        Files.writeString(file, OLD_JAVA);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
