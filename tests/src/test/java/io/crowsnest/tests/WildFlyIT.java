package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;

/** WildFly: JBoss Modules hide everything, and its own LogManager must come before any other. */
final class WildFlyIT {
    private static final String STARTED = "WFLYSRV0025";
    private static final Pattern CODE = Pattern.compile("\\b[A-Z]{5,8}\\d{4,6}\\b");

    @TempDir
    Path folder;

    @OnEachJdk
    void itRunsAsWithoutTheAgent(Jdk jdk) throws IOException {
        Run bare;
        try (ForkedJvm jvm = wildfly(jdk, "run-1").start()) {
            jvm.awaitStdout(STARTED);
            bare = jvm.terminate();
        }
        assertThat(bare.stdout()).noneMatch(line -> line.contains(" ERROR "));
        try (ForkedJvm jvm = wildfly(jdk, "run-2").agent().start()) {
            jvm.awaitStdout(STARTED);
            URI metrics = jvm.awaitMetrics();
            assertThat(Scrape.until(metrics, "jvm_memory_used_bytes", 1).sum("jvm_memory_used_bytes"))
                    .isPositive();
            jvm.terminate().assertSameAs(bare);
        }
    }

    @OnEachJdk
    void whatItLogsIsDeliveredOnce(Jdk jdk) throws IOException {
        Path file = folder.resolve("logs.json");
        Run run;
        try (ForkedJvm jvm = wildfly(jdk, "logging")
                .agent("logs.file=" + file, "logs.spool.directory=" + folder.resolve("spool"))
                .start()) {
            jvm.awaitStdout(STARTED);
            run = jvm.terminate();
        }
        // The console has what the server logs, each event with a code of its own.
        Map<String, Long> printed = codes(run.stdout());
        assertThat(printed).containsKey(STARTED).hasSizeGreaterThan(10);
        assertThat(codes(LogFile.lines(file))).containsAllEntriesOf(printed);
    }

    /** How many lines have each of the server's codes. */
    private static Map<String, Long> codes(List<String> lines) {
        return lines.stream()
                .map(CODE::matcher)
                .filter(Matcher::find)
                .collect(Collectors.groupingBy(Matcher::group, Collectors.counting()));
    }

    /** As {@code standalone.sh} starts it, in a base folder of its own and on any free ports. */
    private ForkedJvm.Builder wildfly(Jdk jdk, String name) throws IOException {
        Path home = Artefacts.wildfly();
        Path base = folder.resolve(name);
        Folders.copy(home.resolve("standalone"), base);
        return ForkedJvm.java(jdk)
                .options(
                        "-Xmx512m",
                        "-Djava.net.preferIPv4Stack=true",
                        "-Djboss.modules.system.pkgs=org.jboss.byteman",
                        "-Djava.awt.headless=true",
                        "-Dorg.jboss.boot.log.file=" + base.resolve("log/server.log"),
                        "-Dlogging.configuration=file:" + base.resolve("configuration/logging.properties"))
                .options(
                        "--add-exports=java.desktop/sun.awt=ALL-UNNAMED",
                        "--add-exports=java.naming/com.sun.jndi.ldap=ALL-UNNAMED",
                        "--add-exports=java.naming/com.sun.jndi.url.ldap=ALL-UNNAMED",
                        "--add-exports=java.naming/com.sun.jndi.url.ldaps=ALL-UNNAMED",
                        "--add-exports=jdk.naming.dns/com.sun.jndi.dns=ALL-UNNAMED",
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "--add-opens=java.base/java.lang.invoke=ALL-UNNAMED",
                        "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
                        "--add-opens=java.base/java.io=ALL-UNNAMED",
                        "--add-opens=java.base/java.net=ALL-UNNAMED",
                        "--add-opens=java.base/java.security=ALL-UNNAMED",
                        "--add-opens=java.base/java.util=ALL-UNNAMED",
                        "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
                        "--add-opens=java.management/javax.management=ALL-UNNAMED",
                        "--add-opens=java.naming/javax.naming=ALL-UNNAMED")
                .run(
                        "-jar",
                        home.resolve("jboss-modules.jar").toString(),
                        "-mp",
                        home.resolve("modules").toString(),
                        "org.jboss.as.standalone")
                .run("-Djboss.home.dir=" + home, "-Djboss.server.base.dir=" + base)
                .run("-Djboss.http.port=0", "-Djboss.https.port=0", "-Djboss.management.http.port=0")
                .run("-Djboss.bind.address=127.0.0.1", "-Djboss.bind.address.management=127.0.0.1");
    }
}
