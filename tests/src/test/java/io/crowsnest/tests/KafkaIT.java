package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.tests.scenario.RecordExchange;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;

/** A Kafka broker of one node (KRaft), written to and read from. */
final class KafkaIT {
    @TempDir
    Path folder;

    @OnEachJdk
    void itRunsAsWithoutTheAgent(Jdk jdk) throws IOException {
        int port = freePort();
        int controller = freePort();
        Run bare;
        try (ForkedJvm jvm = broker(jdk, "run-1", port, controller).start()) {
            exchangeRecords(jdk, jvm, port);
            bare = jvm.terminate();
        }
        try (ForkedJvm jvm = broker(jdk, "run-2", port, controller).agent().start()) {
            URI metrics = jvm.awaitMetrics();
            exchangeRecords(jdk, jvm, port);
            assertThat(Scrape.until(metrics, "jvm_memory_used_bytes", 1).sum("jvm_memory_used_bytes"))
                    .isPositive();
            jvm.terminate().assertSameAs(bare);
        }
    }

    private static void exchangeRecords(Jdk jdk, ForkedJvm broker, int port) {
        broker.awaitStdout("Kafka Server started");
        try (ForkedJvm client = ForkedJvm.java(jdk)
                .classPath(Artefacts.kafka())
                .options("-Dlog4j2.level=OFF")
                .run(RecordExchange.class, "127.0.0.1:" + port)
                .start()) {
            assertThat(client.end().stdout())
                    .containsSequence(
                            IntStream.range(0, 10).mapToObj(i -> "record " + i).toList());
        }
    }

    /** Formats the storage, as Kafka wants it, and prepares the broker. */
    private ForkedJvm.Builder broker(Jdk jdk, String name, int port, int controller) throws IOException {
        Path home = Files.createDirectory(folder.resolve(name));
        // At INFO everywhere, two runs of a broker never print the same.
        Path logging = Files.writeString(home.resolve("log4j2.properties"), """
                shutdownHook = disable
                rootLogger.level = WARN
                rootLogger.appenderRef.stdout.ref = stdout
                logger.config.name = kafka.server.KafkaConfig
                logger.config.level = INFO
                logger.server.name = kafka.server.KafkaRaftServer
                logger.server.level = INFO
                appender.stdout.type = Console
                appender.stdout.name = stdout
                appender.stdout.layout.type = PatternLayout
                appender.stdout.layout.pattern = %p %m (%c)%n
                """);
        Path properties = Files.writeString(
                home.resolve("server.properties"), """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@127.0.0.1:%2$d
                listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
                controller.listener.names=CONTROLLER
                log.dirs=%3$s
                offsets.topic.replication.factor=1
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                """.formatted(port, controller, home.resolve("data")));
        try (ForkedJvm format = ForkedJvm.java(jdk)
                .classPath(Artefacts.kafka())
                .run("kafka.tools.StorageTool", "format", "-t", "AAAAAAAAAAAAAAAAAAAAAQ", "-c", properties.toString())
                .start()) {
            Run run = format.end();
            assertThat(run.exitCode()).as(run.toString()).isZero();
        }
        return ForkedJvm.java(jdk)
                .options("-Xmx512m", "-Dlog4j2.configurationFile=" + logging)
                .classPath(Artefacts.kafka())
                .run("kafka.Kafka", properties.toString());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
