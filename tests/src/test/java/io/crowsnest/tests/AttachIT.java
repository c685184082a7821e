package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.crowsnest.servers.ServerDirectory;
import io.crowsnest.tests.scenario.WebShop;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent comes to an application that runs already, by the command {@code attach}. */
final class AttachIT {

    private static final int BEFORE = 5;
    private static final int AFTER = 20;
    private static final int VISITORS = 3;
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Pattern ATTACHED = Pattern.compile("attached to \\d+, version \\S+, metrics: (http://\\S+)");

    @TempDir
    Path folder;

    @OnEachJdk
    void whatRunsAlreadyIsObservedFromThenOn(Jdk jdk) throws IOException {
        Path logs = folder.resolve("logs.ndjson");
        try (ForkedJvm shop = shop(jdk).start()) {
            URI item = item(shop);
            visit(item, BEFORE);
            URI metrics = attach(jdk, shop, "prometheus.port=0,service.name=\"late, but there\"", "logs.file=" + logs);
            visit(item, AFTER);

            Scrape scrape = Scrape.until(metrics, "http_server_requests_seconds_count", AFTER);
            assertThat(scrape.sum("http_server_requests_seconds_count")).isEqualTo(AFTER);
            assertThat(scrape.sum("db_client_operation_duration_seconds_count")).isEqualTo(AFTER);
            assertThat(scrape.sum("logback_events_total")).isEqualTo(AFTER);
            assertThat(scrape.sum("jvm_memory_used_bytes")).isPositive();
            assertThat(scrape.sum("crowsnest_hook_errors_total")).isZero();

            Run run = shop.finish().assertAgentIsQuiet();
            assertThat(run.exitCode()).isZero();
            assertThat(run.stdout())
                    .filteredOn(line -> line.contains("item requested"))
                    .hasSize(BEFORE + AFTER);
            assertThat(LogFile.lines(logs))
                    .filteredOn(line -> line.contains("item requested"))
                    .hasSize(AFTER)
                    .allMatch(line -> line.contains("\"service.name\":\"late, but there\""));
            assertWarnedAsTheJvmDoes(jdk, run);
        }
    }

    /** From Java 21 on the JVM says of every agent that comes late that one day it will not let them. */
    private static void assertWarnedAsTheJvmDoes(Jdk jdk, Run run) {
        List<String> warnings = run.foreignStderr().stream()
                .filter(line -> line.startsWith("WARNING: "))
                .toList();
        if (jdk.version() < 21) {
            run.assertNoJvmWarning();
        } else {
            assertThat(warnings).first().asString().contains("agent has been loaded dynamically");
            assertThat(warnings).allMatch(line -> line.matches("(?i).*(dynamic|serviceability tool).*"));
        }
    }

    @OnEachJdk
    void requestsThatAreOnTheirWayEndAsTheyWould(Jdk jdk) throws Exception {
        AtomicInteger answered = new AtomicInteger();
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService visitors = Executors.newFixedThreadPool(VISITORS);
        try (ForkedJvm shop = shop(jdk).start()) {
            URI item = item(shop);
            List<Future<Integer>> visits = new ArrayList<>();
            for (int i = 0; i < VISITORS; i++) {
                visits.add(visitors.submit(() -> wrongAnswers(item, answered, over)));
            }
            Poll.until(SOON, answered::get, count -> count > 100);
            URI metrics = attach(jdk, shop, "prometheus.port=0");
            int attached = answered.get();
            Poll.until(SOON, answered::get, count -> count > attached + 500);
            over.set(true);
            for (Future<Integer> visit : visits) {
                assertThat(visit.get()).as("wrong answers").isZero();
            }

            int since = answered.get() - attached;
            Scrape scrape = Scrape.until(metrics, "http_server_requests_seconds_count", since);
            assertThat(scrape.sum("http_server_requests_seconds_count"))
                    .isBetween((double) since, (double) answered.get());
            assertThat(scrape.sum("http_server_requests_active")).isZero();
            assertThat(scrape.sum("crowsnest_hook_errors_total")).isZero();
            Run run = shop.finish();
            assertThat(run.exitCode()).isZero();
            assertThat(run.stderr()).noneMatch(line -> line.contains("Exception") || line.startsWith("\tat "));
        } finally {
            over.set(true);
            visitors.shutdownNow();
        }
    }

    private static int wrongAnswers(URI item, AtomicInteger answered, AtomicBoolean over) {
        int wrong = 0;
        while (!over.get()) {
            wrong += Scrape.get(item).body().equals("item 42\n") ? 0 : 1;
            answered.incrementAndGet();
        }
        return wrong;
    }

    @OnEachJdk
    void whereTheAgentIsAlreadyNothingIsDone(Jdk jdk) {
        try (ForkedJvm shop = shop(jdk).start()) {
            item(shop);
            URI metrics = attach(jdk, shop, "prometheus.port=0");
            assertNothingDone(JarCommand.run(jdk, "attach", pid(shop), "prometheus.port=0"), metrics);
            assertOneAgent(shop.finish());
        }
        try (ForkedJvm shop = shop(jdk).agent().start()) {
            URI metrics = shop.awaitMetrics();
            assertNothingDone(JarCommand.run(jdk, "attach", pid(shop), "prometheus.port=0"), metrics);
            assertOneAgent(shop.finish());
        }
    }

    private static void assertNothingDone(Run attached, URI metrics) {
        assertThat(attached.exitCode()).isEqualTo(1);
        assertThat(attached.stdout()).isEmpty();
        assertThat(attached.stderr())
                .anyMatch(line -> line.contains("already") && line.contains("metrics: " + metrics));
    }

    private static void assertOneAgent(Run run) {
        assertThat(run.agentLines())
                .filteredOn(line -> line.contains("url=http://"))
                .hasSize(1);
        assertThat(run.exitCode()).isZero();
    }

    @OnEachJdk
    void settingsThatAreWrongAreRefusedBeforeItIsTooLate(Jdk jdk) {
        try (ForkedJvm shop = shop(jdk).start()) {
            item(shop);
            Run refused = JarCommand.run(jdk, "attach", pid(shop), "prometheus.prot=0");

            assertThat(refused.exitCode()).isEqualTo(2);
            assertThat(refused.stderr()).anyMatch(line -> line.contains("nearest=prometheus.port"));
            assertThat(shop.finish().agentLines()).isEmpty();
        }
    }

    @OnEachJdk
    void aJvmThatTakesNoToolsIsLeftAlone(Jdk jdk) {
        assertRefused(jdk, "-XX:+DisableAttachMechanism", "it was started with -XX:+DisableAttachMechanism");
    }

    @OnEachJdk
    void aJvmThatTakesNoLateAgentsSaysSo(Jdk jdk) {
        assertRefused(jdk, "-XX:-EnableDynamicAgentLoading", "it was started with -XX:-EnableDynamicAgentLoading");
    }

    private static void assertRefused(Jdk jdk, String option, String reason) {
        try (ForkedJvm bare = shop(jdk).options(option).start();
                ForkedJvm shop = shop(jdk).options(option).start()) {
            item(bare);
            item(shop);
            Run refused = JarCommand.run(jdk, "attach", pid(shop), "prometheus.port=0");

            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.stdout()).isEmpty();
            assertThat(refused.stderr())
                    .anyMatch(line -> line.contains(reason))
                    .anyMatch(line -> line.contains("-javaagent"));
            shop.finish().assertSameAs(bare.finish());
        }
    }

    @Test
    void moreThanAJvmTakesGoesIntoAFile() throws IOException {
        Jdk jdk = Jdks.all().get(0);
        assumeTrue(jdk.version() < 24, "newer JVMs take more");
        String tags = "tags=team=" + "x".repeat(1100);
        Path file = Files.writeString(
                folder.resolve("crowsnest.yaml"), "prometheus:\n  port: 0\ntags: team=" + "x".repeat(1100));
        try (ForkedJvm shop = shop(jdk).start()) {
            item(shop);
            Run refused = JarCommand.run(jdk, "attach", pid(shop), "prometheus.port=0," + tags);
            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.stderr()).anyMatch(line -> line.contains("config="));

            assertThat(Scrape.until(attach(jdk, shop, "config=" + file), "jvm_memory_used_bytes", 1)
                            .samples())
                    .anyMatch(sample -> sample.labels().getOrDefault("team", "").startsWith("xxx"));
        }
    }

    @OnEachJdk
    void aJavaThatCannotAttachNamesOneThatCan(Jdk jdk) {
        try (ForkedJvm shop = shop(jdk).start()) {
            item(shop);
            Run refused = end(ForkedJvm.java(jdk)
                    .options("--limit-modules=java.se", "-jar")
                    .run(Artefacts.agent().toString(), "attach", pid(shop)));

            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.stderr())
                    .anyMatch(line -> line.contains("no module jdk.attach"))
                    .anyMatch(line -> line.contains("java of a JDK"));
            assertThat(shop.finish().agentLines()).isEmpty();
        }
    }

    /** The signal by which attaching begins would end it. */
    @OnEachJdk
    void aProcessThatIsNoJvmLivesOn(Jdk jdk) {
        try (ForkedJvm sleep = ForkedJvm.command("sleep").run("60").start()) {
            Run refused = JarCommand.run(jdk, "attach", pid(sleep));

            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.stderr()).anyMatch(line -> line.contains("it is no JVM"));
            assertThat(ProcessHandle.of(sleep.pid())).isPresent().get().matches(ProcessHandle::isAlive);
        }
    }

    @Test
    void aProcessThatIsGoneIsNoProcess() {
        Jdk jdk = Jdks.all().get(0);
        long gone;
        try (ForkedJvm ended = ForkedJvm.command("true").start()) {
            gone = ended.pid();
            ended.end();
        }
        Run refused = JarCommand.run(jdk, "attach", String.valueOf(gone));

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.stderr()).anyMatch(line -> line.contains("there is no such process"));
    }

    @OnEachJdk
    void aProcessOfSomebodyElseIsTheirsAndRoots(Jdk jdk) throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root can be two users");
        Path open = ServerDirectory.temporary();
        Path jar = Files.copy(Artefacts.agent(), open.resolve("agent.jar"));
        for (Path each : Artefacts.scenarios()) {
            Files.copy(each, open.resolve(each.getFileName().toString()));
        }
        try (ForkedJvm ours = shop(jdk).start();
                ForkedJvm theirs = asNobody(jdk, open, "-cp", open + "/*", WebShop.class.getName())
                        .start()) {
            item(ours);
            item(theirs);
            Run refused = end(asNobody(jdk, open, "-jar", jar.toString(), "attach", pid(ours)));
            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.stderr())
                    .anyMatch(line -> line.contains("it belongs to the user root"))
                    .contains("run this command as root");

            // Root may, if the other can read the jar.
            Path hidden = Files.copy(jar, folder.resolve("hidden.jar"));
            Files.setPosixFilePermissions(hidden, PosixFilePermissions.fromString("rw-------"));
            Run unreadable = end(ForkedJvm.java(jdk).run("-jar", hidden.toString(), "attach", pid(theirs)));
            assertThat(unreadable.exitCode()).isEqualTo(1);
            assertThat(unreadable.stderr()).anyMatch(line -> line.contains("it cannot read " + hidden));
            Run attached =
                    end(ForkedJvm.java(jdk).run("-jar", jar.toString(), "attach", pid(theirs), "prometheus.port=0"));
            assertThat(attached.exitCode()).as(attached.toString()).isZero();
            assertThat(ours.finish().agentLines()).isEmpty();
        } finally {
            ServerDirectory.delete(open);
        }
    }

    private static ForkedJvm.Builder asNobody(Jdk jdk, Path folder, String... arguments) {
        return ForkedJvm.command("setpriv")
                .run("--reuid=nobody", "--regid=nogroup", "--clear-groups", jdk.command("java"))
                .run(arguments)
                .in(folder);
    }

    private static Run end(ForkedJvm.Builder builder) {
        try (ForkedJvm jvm = builder.start()) {
            return jvm.end();
        }
    }

    /** Attaches, and says where the metrics are. */
    private static URI attach(Jdk jdk, ForkedJvm application, String... settings) {
        Run attached = end(JarCommand.java(jdk, "attach", pid(application)).run(settings));

        assertThat(attached.exitCode()).as(attached.toString()).isZero();
        assertThat(attached.stderr()).isEmpty();
        assertThat(attached.stdout()).hasSize(1);
        Matcher said = ATTACHED.matcher(attached.stdout().get(0));
        assertThat(said.matches()).as(attached.toString()).isTrue();
        return URI.create(said.group(1));
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

    private static URI item(ForkedJvm shop) {
        return URI.create(
                "http://127.0.0.1:" + shop.awaitStdout("^port (\\d+)$").group(1) + "/items/1");
    }

    private static void visit(URI item, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(Scrape.get(item).body()).isEqualTo("item 42\n");
        }
    }

    private static String pid(ForkedJvm process) {
        return String.valueOf(process.pid());
    }
}
