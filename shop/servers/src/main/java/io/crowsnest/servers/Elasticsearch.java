package io.crowsnest.servers;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * An Elasticsearch node on loopback: port 9200 or the next free one, without security unless its {@link NodeSetup} says so.
 *
 * <p>It is the distribution that Elastic tests clients with: no JDK inside and few modules, security among them. What it
 * lacks and a full one has: the built-in templates ({@link #putLogsTemplate} stands in), {@code GET /}, {@code _data_stream},
 * {@code match_only_text}. Checked on Java 17 and 25.
 */
public final class Elasticsearch implements AutoCloseable {

    /** The oldest Java that runs a node of the 9 line. */
    public static final int JAVA_OF_9 = 21;

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);

    private static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("cluster.name", "crowsnest"),
            Map.entry("node.name", "crowsnest"),
            Map.entry("node.portsfile", "true"),
            Map.entry("discovery.type", "single-node"),
            Map.entry("network.host", "127.0.0.1"),
            Map.entry("http.port", "9200-9299"),
            Map.entry("transport.port", "9300-9399"),
            // A nearly full disk must not make a demo or a test read-only.
            Map.entry("cluster.routing.allocation.disk.threshold_enabled", "false"));

    private static final String JVM_OPTIONS = """
            -Xms512m
            -Xmx512m
            -XX:-AlwaysPreTouch
            -XX:TieredStopAtLevel=1
            -Djava.io.tmpdir=${ES_TMPDIR}
            """;

    /** What Elasticsearch's built-in {@code logs} template says, with the types that this distribution has. */
    private static final String LOGS_TEMPLATE = """
            {
              "index_patterns": ["logs-*-*"],
              "priority": 100,
              "data_stream": {},
              "template": {
                "settings": {"number_of_shards": 1, "number_of_replicas": 0, "refresh_interval": "1s"},
                "mappings": {
                  "date_detection": false,
                  "dynamic_templates": [
                    {"strings": {"match_mapping_type": "string", "mapping": {"type": "keyword", "ignore_above": 1024}}}
                  ],
                  "properties": {
                    "@timestamp": {"type": "date_nanos"},
                    "message": {"type": "text"},
                    "error": {
                      "properties": {
                        "message": {"type": "text"},
                        "stack_trace": {"type": "keyword", "index": false, "doc_values": false}
                      }
                    }
                  }
                }
              }
            }
            """;

    private final ServerAccount account;
    private final Path programs;
    private final Path home;
    private final NodeSetup setup;
    private final HttpClient client;
    private ServerProcess process;
    private URI url;

    private Elasticsearch(ServerAccount account, Path programs, Path home, NodeSetup setup) throws IOException {
        this.account = account;
        this.programs = programs;
        this.home = home;
        this.setup = setup;
        HttpClient.Builder http = HttpClient.newBuilder();
        if (setup.tls() != null) {
            http.sslContext(setup.tls());
        }
        client = http.build();
        configure(Map.of());
        process = launch();
        url = awaitAnswer();
    }

    /** Starts a default node with no data and waits until it answers; see {@link #start(Path, Path, NodeSetup)}. */
    public static Elasticsearch start(Path distribution, Path directory) throws IOException {
        return start(distribution, directory, NodeSetup.of(Map.of()));
    }

    /**
     * Starts a node with no data and waits until it answers.
     *
     * @param distribution {@code shop/servers/target/distributions/elasticsearch.zip}, put there by this module's build, or
     *     {@code shop/elasticsearch-9/target/node}, which needs {@link #JAVA_OF_9}
     * @param directory where the programs are unpacked (once) and the data lives (until {@link #close})
     * @throws IOException if there is no JDK that the server's account can run or the node doesn't come up
     */
    public static Elasticsearch start(Path distribution, Path directory, NodeSetup setup) throws IOException {
        ServerAccount account = ServerAccount.find();
        Path programs;
        if (Files.isDirectory(distribution)) {
            programs = directory.toAbsolutePath().resolve("elasticsearch-9");
            Archive.copy(distribution, programs);
        } else {
            programs = directory.toAbsolutePath().resolve("elasticsearch");
            Archive.unpackZip(distribution, programs);
        }
        for (Path plugin : setup.plugins()) {
            install(plugin, programs.resolve("plugins"));
        }
        Path home = ServerDirectory.fresh(directory.toAbsolutePath(), "elasticsearch-data", account);
        try {
            return new Elasticsearch(account, programs, home, setup);
        } catch (IOException failure) {
            ServerDirectory.discard(home);
            throw failure;
        }
    }

    /** A plugin is a folder with the jar, and beside it the description that the jar has inside. */
    private static void install(Path jar, Path plugins) throws IOException {
        String name = jar.getFileName().toString();
        Path plugin = Files.createDirectories(plugins.resolve(name.substring(0, name.lastIndexOf('.'))));
        Files.copy(jar, plugin.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        try (FileSystem content = FileSystems.newFileSystem(jar)) {
            Files.copy(
                    content.getPath("/plugin-descriptor.properties"),
                    plugin.resolve("plugin-descriptor.properties"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Whether there is a Java that runs a node of the 9 line. */
    public static boolean canStart9() {
        try {
            JavaHomes.runnableBy(ServerAccount.find(), JAVA_OF_9);
            return true;
        } catch (IOException none) {
            return false;
        }
    }

    private ServerProcess launch() throws IOException {
        Files.deleteIfExists(ports());
        // Not home itself: Elasticsearch guards its configuration against code that may write to the temporary
        // directory.
        Path temporary = ServerDirectory.fresh(home, "tmp", account);
        Path config = home.resolve("config");
        Path script = programs.resolve("bin/elasticsearch");
        if (Files.exists(script)) {
            Map<String, String> environment = Map.of(
                    "ES_JAVA_HOME", JavaHomes.runnableBy(account).toString(),
                    "ES_PATH_CONF", config.toString(),
                    "ES_TMPDIR", temporary.toString(),
                    // For the launcher that starts the node and is idle from then on.
                    "CLI_JAVA_OPTS", "-XX:TieredStopAtLevel=1");
            return ServerProcess.start("elasticsearch", account, List.of(script.toString()), environment, home);
        }
        List<String> command = List.of(
                JavaHomes.runnableBy(account, JAVA_OF_9).resolve("bin/java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                programs.resolve("lib") + "/*",
                programs.resolve("StartNode.java").toString(),
                programs.toString(),
                config.toString());
        return ServerProcess.start("elasticsearch", account, command, Map.of(), home);
    }

    private URI awaitAnswer() throws IOException {
        try {
            process.awaitReady(PATIENCE, () -> Files.exists(ports()) && Files.size(ports()) > 0);
            String scheme = setup.tls() == null ? "http" : "https";
            URI answering =
                    URI.create(scheme + "://" + Files.readAllLines(ports()).get(0));
            process.awaitReady(PATIENCE, () -> hasMaster(answering));
            return answering;
        } catch (IOException failure) {
            process.stop(STOP_PATIENCE);
            throw failure;
        }
    }

    private Path ports() {
        return home.resolve("logs/http.ports");
    }

    /** Ends the node as a crash does, without a chance to write or to say anything. Its data stays. */
    public void kill() {
        process.kill();
    }

    /** Starts a killed node again, with its data and where it listened before. */
    public void restart() throws IOException {
        configure(Map.of("http.port", String.valueOf(url.getPort())));
        process = launch();
        url = awaitAnswer();
    }

    /** Makes the node stand still: it keeps its connections and takes new ones, and answers nothing. */
    public void pause() throws IOException {
        process.signal("STOP");
    }

    /** Lets a paused node go on. */
    public void resume() throws IOException {
        process.signal("CONT");
    }

    /** Writes a file of the configuration; a running node sees a change of {@code users} or {@code roles.yml} within seconds. */
    public void putFile(String name, String content) throws IOException {
        Path config = home.resolve("config");
        Path written = Files.writeString(config.resolve(name + ".new"), content);
        account.own(written);
        // In one step, or the node may read half of it.
        Files.move(written, config.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Where the node listens, like {@code http://127.0.0.1:9200}. */
    public URI url() {
        return url;
    }

    /** Makes every index named {@code logs-*-*} a data stream, as a full distribution does by itself. */
    public void putLogsTemplate() throws IOException {
        request("PUT", "/_index_template/logs", LOGS_TEMPLATE);
    }

    /**
     * Sends a request with a JSON body (or none, if empty) and returns the answer's body.
     *
     * @throws IOException if the status isn't 2xx
     */
    public String request(String method, String path, String body) throws IOException {
        HttpRequest request = to(url, path)
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() / 100 != 2) {
                throw new IOException(method + " " + path + ": " + response.statusCode() + " " + response.body());
            }
            return response.body();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted during " + method + " " + path, interrupted);
        }
    }

    /** Stops the node and deletes its data. */
    @Override
    public void close() {
        process.stop(STOP_PATIENCE);
        ServerDirectory.discard(home);
    }

    private void configure(Map<String, String> overriding) throws IOException {
        Map<String, String> settings = new TreeMap<>(SETTINGS);
        if (Files.exists(programs.resolve("modules/x-pack-security"))) {
            settings.put("xpack.security.enabled", "false");
        }
        settings.put("path.data", home.resolve("data").toString());
        settings.put("path.logs", home.resolve("logs").toString());
        settings.putAll(setup.settings());
        settings.putAll(overriding);
        StringBuilder yaml = new StringBuilder();
        settings.forEach(
                (key, value) -> yaml.append(key).append(": \"").append(value).append("\"\n"));

        Path config = Files.createDirectories(home.resolve("config"));
        List<Path> made = new ArrayList<>(List.of(config));
        made.add(Files.writeString(config.resolve("elasticsearch.yml"), yaml));
        made.add(Files.writeString(config.resolve("jvm.options"), JVM_OPTIONS));
        for (Map.Entry<String, String> file : setup.files().entrySet()) {
            putFile(file.getKey(), file.getValue());
        }
        Path defaults = programs.resolve("config");
        if (Files.exists(defaults)) {
            try (Stream<Path> originals = Files.list(defaults)) {
                for (Path original : originals.filter(Files::isRegularFile).toList()) {
                    Path copy = config.resolve(original.getFileName().toString());
                    if (!Files.exists(copy)) {
                        made.add(Files.copy(original, copy, StandardCopyOption.COPY_ATTRIBUTES));
                    }
                }
            }
        }
        for (Path path : made) {
            account.own(path);
        }
    }

    private HttpRequest.Builder to(URI node, String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(node.resolve(path));
        return setup.authorization() == null ? request : request.header("Authorization", setup.authorization());
    }

    private boolean hasMaster(URI node) throws InterruptedException {
        HttpRequest request = to(node, "/_cluster/health?wait_for_status=yellow&timeout=1s")
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }
}
