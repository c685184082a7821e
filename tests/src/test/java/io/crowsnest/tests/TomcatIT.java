package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** Tomcat's own distribution with its example web applications. */
final class TomcatIT {
    private static final Map<String, Integer> PAGES = Map.of(
            "/examples/servlets/servlet/HelloWorldExample", 200,
            "/examples/jsp/dates/date.jsp", 200,
            "/examples/no-such-page", 404,
            "/docs/", 200);

    @TempDir
    Path folder;

    @OnEachJdk
    void itRunsAsWithoutTheAgentAndEveryRequestIsCounted(Jdk jdk) throws IOException {
        int port = freePort();
        Run bare;
        try (ForkedJvm jvm = tomcat(jdk, "run-1", port).start()) {
            jvm.awaitStderr("Server startup in");
            visit(port);
            bare = jvm.terminate();
        }
        try (ForkedJvm jvm = tomcat(jdk, "run-2", port).agent().start()) {
            URI metrics = jvm.awaitMetrics();
            jvm.awaitStderr("Server startup in");
            visit(port);
            Scrape scrape = Scrape.until(metrics, "http_server_requests_seconds_count", PAGES.size());
            assertThat(scrape.sum("http_server_requests_seconds_count")).isEqualTo(PAGES.size());
            assertThat(scrape.sum("http_server_requests_seconds_count", Map.of("status", "404", "method", "GET")))
                    .isEqualTo(1);
            assertThat(scrape.has("jvm_memory_used_bytes")).isTrue();
            jvm.terminate().assertSameAs(bare);
        }
    }

    private static void visit(int port) {
        PAGES.forEach((path, status) -> assertThat(Scrape.get(URI.create("http://127.0.0.1:" + port + path))
                        .statusCode())
                .as(path)
                .isEqualTo(status));
    }

    /** As {@code catalina.sh run} starts it, in a base folder of its own with other ports. */
    private ForkedJvm.Builder tomcat(Jdk jdk, String name, int port) throws IOException {
        Path home = Artefacts.tomcat();
        Path base = Files.createDirectories(folder.resolve(name));
        Folders.copy(home.resolve("conf"), base.resolve("conf"));
        Path temporary = Files.createDirectory(base.resolve("temp"));
        String server = Files.readString(home.resolve("conf/server.xml"))
                .replace("port=\"8005\"", "port=\"-1\"")
                .replace("port=\"8080\"", "address=\"127.0.0.1\" port=\"" + port + "\"")
                .replace("appBase=\"webapps\"", "appBase=\"" + home.resolve("webapps") + "\"");
        Files.writeString(base.resolve("conf/server.xml"), server);
        return ForkedJvm.java(jdk)
                .options(
                        "-Djava.util.logging.config.file=" + base.resolve("conf/logging.properties"),
                        "-Djava.util.logging.manager=org.apache.juli.ClassLoaderLogManager",
                        "-Dcatalina.home=" + home,
                        "-Dcatalina.base=" + base,
                        "-Djava.io.tmpdir=" + temporary)
                .options("--add-opens=java.base/java.lang=ALL-UNNAMED", "--add-opens=java.base/java.io=ALL-UNNAMED")
                .classPath(List.of(home.resolve("bin/bootstrap.jar"), home.resolve("bin/tomcat-juli.jar")))
                .run("org.apache.catalina.startup.Bootstrap", "start");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
