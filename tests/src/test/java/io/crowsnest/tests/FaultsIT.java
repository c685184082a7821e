package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.crowsnest.tests.scenario.Worker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is wrong around the agent, the application starts, runs and ends with its own exit code and output. */
@Isolated("measures how long starts take")
final class FaultsIT {
    /** The agent's start, a scrape and at most two seconds of last deliveries. */
    private static final Duration EXTRA = Duration.ofSeconds(5);

    @TempDir
    Path folder;

    @OnEachJdk
    void aTakenPortIsSteppedOver(Jdk jdk) throws IOException {
        try (ServerSocket taken = listen();
                ForkedJvm jvm = WorkerIT.worker(jdk)
                        .agentJar(Artefacts.agent(), "prometheus.port=" + taken.getLocalPort())
                        .start()) {
            URI metrics = jvm.awaitMetrics();
            assertThat(metrics.getPort()).isBetween(taken.getLocalPort() + 1, taken.getLocalPort() + 9);
            assertThat(Scrape.until(metrics, "jvm_memory_used_bytes", 1).sum("jvm_memory_used_bytes"))
                    .isPositive();
            Run run = assertUndisturbed(jdk, jvm);
            assertThat(warnings(run)).singleElement().asString().contains(String.valueOf(taken.getLocalPort()));
        }
    }

    @OnEachJdk
    void anUnknownKeyIsNamedWithItsNearestMatch(Jdk jdk) {
        try (ForkedJvm jvm = WorkerIT.worker(jdk).agent("promethius.path=/x").start()) {
            jvm.awaitMetrics();
            assertThat(warnings(assertUndisturbed(jdk, jvm)))
                    .singleElement()
                    .asString()
                    .contains("promethius.path", "prometheus.path");
        }
    }

    @OnEachJdk
    void aWrongValueIsNamedWithItsKeyAndTheDefaultIsUsed(Jdk jdk) {
        try (ForkedJvm jvm =
                WorkerIT.worker(jdk).agent("metrics.series-limit=many").start()) {
            jvm.awaitMetrics();
            assertThat(warnings(assertUndisturbed(jdk, jvm)))
                    .singleElement()
                    .asString()
                    .contains("metrics.series-limit", "many");
        }
    }

    @OnEachJdk
    void malformedYamlIsNamed(Jdk jdk) throws IOException {
        Path file = Files.writeString(folder.resolve("crowsnest.yaml"), "prometheus: [port: {\n  ]");
        assertConfigFileIsNamed(jdk, file);
    }

    @OnEachJdk
    void aMissingConfigFileIsNamed(Jdk jdk) {
        assertConfigFileIsNamed(jdk, folder.resolve("missing.yaml"));
    }

    @OnEachJdk
    void anUnreadableConfigFileIsNamed(Jdk jdk) throws IOException {
        // A folder cannot be read as a file by anybody, root included.
        assertConfigFileIsNamed(jdk, Files.createDirectory(folder.resolve("folder.yaml")));
    }

    @OnEachJdk
    void anAbsentElasticsearchIsNoProblem(Jdk jdk) throws IOException {
        int closed;
        try (ServerSocket socket = listen()) {
            closed = socket.getLocalPort();
        }
        assertElasticsearchIsNoProblem(jdk, "http://127.0.0.1:" + closed);
    }

    @OnEachJdk
    void anElasticsearchThatHangsUpIsNoProblem(Jdk jdk) throws IOException {
        try (ServerSocket socket = listen()) {
            Thread hangingUp = new Thread(() -> acceptAndClose(socket), "hanging-up");
            hangingUp.setDaemon(true);
            hangingUp.start();
            assertElasticsearchIsNoProblem(jdk, "http://127.0.0.1:" + socket.getLocalPort());
        }
    }

    @OnEachJdk
    void anElasticsearchThatNeverAnswersIsNoProblem(Jdk jdk) throws IOException {
        try (ServerSocket socket = listen()) {
            assertElasticsearchIsNoProblem(jdk, "http://127.0.0.1:" + socket.getLocalPort());
        }
    }

    @OnEachJdk
    void wrongCredentialsAreNoProblem(Jdk jdk) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("X-Elastic-Product", "Elasticsearch");
            exchange.sendResponseHeaders(401, -1);
            exchange.close();
        });
        server.start();
        try {
            assertElasticsearchIsNoProblem(
                    jdk, "http://127.0.0.1:" + server.getAddress().getPort());
        } finally {
            server.stop(0);
        }
    }

    @OnEachJdk
    void theAgentWritesNothingBesideItsJarAndNeedsNoTemporaryFolder(Jdk jdk) throws IOException {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        Path jar = Files.copy(Artefacts.agent(), disk.resolve("crowsnest-agent.jar"));
        assertThat(jar.toFile().setReadOnly()).isTrue();
        assertThat(disk.toFile().setWritable(false)).isTrue();
        String nowhere = folder.resolve("nowhere").toString();
        try (ForkedJvm jvm = WorkerIT.worker(jdk)
                .options("-Djava.io.tmpdir=" + nowhere, "-Duser.home=" + nowhere)
                .environment("HOME", nowhere)
                .agentJar(jar, "prometheus.port=0")
                .start()) {
            assertThat(Scrape.until(jvm.awaitMetrics(), "jvm_memory_used_bytes", 1)
                            .sum("jvm_memory_used_bytes"))
                    .isPositive();
            // The JVM itself warns about the missing folder; the agent must not.
            assertThat(warnings(jvm.finish())).isEmpty();
            try (Stream<Path> files = Files.list(disk)) {
                assertThat(files).containsExactly(jar);
            }
        } finally {
            assertThat(disk.toFile().setWritable(true)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.8", "11", "16"})
    void onAnOldJavaOneLineSaysThatTheApplicationRunsWithoutIt(String version) {
        Jdk jdk = Jdks.all().get(0);
        List<Path> classPath = Stream.concat(Stream.of(Artefacts.agent()), Artefacts.tests().stream())
                .toList();
        try (ForkedJvm jvm = ForkedJvm.java(jdk)
                .classPath(classPath)
                .run(PremainOnOldJava.class, Artefacts.premainClass(), version)
                .start()) {
            Run run = jvm.end();
            assertThat(run.exitCode()).isZero();
            assertThat(run.stdout()).containsExactly("the application goes on");
            assertThat(run.stderr())
                    .singleElement()
                    .asString()
                    .startsWith("[crowsnest] WARN")
                    .contains("Java 17", version);
        }
    }

    @OnEachJdk
    void aDisabledAgentLoadsNothingAndSaysNothing(Jdk jdk) throws IOException {
        Path log = folder.resolve("classes.log");
        try (ForkedJvm jvm = WorkerIT.worker(jdk)
                .options("-Xlog:class+load:file=" + log)
                .agent("enabled=false")
                .start()) {
            jvm.awaitStdout("worked");
            assertThat(assertUndisturbed(jdk, jvm).agentLines()).isEmpty();
        }
        String entry =
                Artefacts.premainClass().substring(0, Artefacts.premainClass().lastIndexOf('.'));
        List<String> foreign = Files.readAllLines(log).stream()
                .filter(line -> line.matches(".* (io\\.crowsnest|io\\.micrometer|org\\.objectweb\\.asm)\\..*"))
                .filter(line -> !line.contains(" " + entry + ".") && !line.contains(" " + Worker.class.getName()))
                .toList();
        assertThat(foreign).noneMatch(line -> line.contains("io.micrometer") || line.contains("org.objectweb.asm"));
        // Reading the settings is what finds out that it is disabled; nothing else is loaded.
        assertThat(foreign)
                .allMatch(line ->
                        line.contains(" io.crowsnest.core.settings.") || line.contains(" io.crowsnest.core.Agent "));
    }

    @OnEachJdk
    void toolsOfTheJdkAreLeftAlone(Jdk jdk) {
        List<List<String>> tools = List.of(
                List.of("keytool", "-help"),
                List.of("jcmd", "-h"),
                List.of("javac", "-version"),
                List.of("jar", "--version"));
        for (List<String> tool : tools) {
            String[] arguments = tool.subList(1, tool.size()).toArray(String[]::new);
            ForkedJvm.Builder bare = ForkedJvm.command(jdk.command(tool.get(0))).run(arguments);
            ForkedJvm.Builder attached = ForkedJvm.command(jdk.command(tool.get(0)))
                    .run(arguments)
                    .environment("JAVA_TOOL_OPTIONS", "-javaagent:" + Artefacts.agent());
            try (ForkedJvm expected = bare.start();
                    ForkedJvm actual = attached.start()) {
                Run bareRun = expected.end();
                Run run = actual.end();
                assertThat(run.stdout()).as(tool.toString()).isEqualTo(bareRun.stdout());
                assertThat(run.exitCode()).as(tool.toString()).isEqualTo(bareRun.exitCode());
                assertThat(run.stderr().stream().filter(line -> !line.startsWith("Picked up JAVA_TOOL_OPTIONS")))
                        .as(tool.toString())
                        .containsExactlyElementsOf(bareRun.stderr());
            }
        }
    }

    private static void assertConfigFileIsNamed(Jdk jdk, Path file) {
        try (ForkedJvm jvm = WorkerIT.worker(jdk).agent("config=" + file).start()) {
            jvm.awaitMetrics();
            assertThat(complaints(assertUndisturbed(jdk, jvm)))
                    .singleElement()
                    .asString()
                    .contains(file.toString());
        }
    }

    private static void assertElasticsearchIsNoProblem(Jdk jdk, String url) {
        try (ForkedJvm jvm = WorkerIT.worker(jdk)
                .agent(
                        "elasticsearch.url=" + url,
                        "elasticsearch.username=crow",
                        "elasticsearch.password=wrong-and-secret")
                .start()) {
            URI metrics = jvm.awaitMetrics();
            jvm.awaitStdout("worked");
            Scrape scrape = Scrape.of(metrics);
            assertThat(scrape.sum("crowsnest_log_events_captured_total")).isEqualTo(5);
            Run run = assertUndisturbed(jdk, jvm);
            assertThat(run.stderr()).noneMatch(line -> line.contains("wrong-and-secret"));
        }
    }

    private static Run assertUndisturbed(Jdk jdk, ForkedJvm jvm) {
        Run run = jvm.finish();
        Run bare = WorkerIT.bare(jdk);
        run.assertSameAs(bare).assertNoJvmWarning();
        assertThat(run.duration()).isLessThan(bare.duration().plus(EXTRA));
        return run;
    }

    private static List<String> warnings(Run run) {
        return run.agentLines().stream()
                .filter(line -> line.startsWith("[crowsnest] WARN"))
                .toList();
    }

    private static List<String> complaints(Run run) {
        return run.agentLines().stream()
                .filter(line -> !line.startsWith("[crowsnest] INFO"))
                .toList();
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    private static void acceptAndClose(ServerSocket socket) {
        try {
            while (!socket.isClosed()) {
                socket.accept().close();
            }
        } catch (IOException e) {
            // The test has closed the socket: this is the end.
            assertThat(socket.isClosed()).isTrue();
        }
    }
}
