package io.crowsnest.core.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.telemetry.Catalogue;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {

    private static final List<String> COMMANDS = List.of(
            "help",
            "version",
            "config",
            "doctor",
            "instrumentations",
            "metrics",
            "send-test",
            "attach",
            "drain",
            "stack");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Properties properties = new Properties();
    private final Map<String, String> environment = new HashMap<>();

    @ParameterizedTest
    @ValueSource(strings = {"", "help", "-h", "--help"})
    void helpNamesTheCommands(String argument) {
        assertThat(run(argument.isEmpty() ? new String[0] : new String[] {argument}))
                .isZero();
        assertThat(out.toString())
                .contains(
                        COMMANDS.stream().map(command -> "  " + command + "  ").toList());
        assertThat(err.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"version", "-V", "--version"})
    void versionIsThatOfTheBuildAndOfJava(String argument) {
        assertThat(run(argument)).isZero();
        assertThat(out.toString())
                .containsPattern("^crowsnest \\d+\\.\\d+\\.\\d+\\S*\\R")
                .contains("java " + Runtime.version().feature());
    }

    @ParameterizedTest
    @CsvSource({
        "confg, 'unknown command: confg, did you mean: config'",
        "vresion, 'unknown command: vresion, did you mean: version'",
        "sendtest, 'unknown command: sendtest, did you mean: send-test'",
        "frobnicate, 'unknown command: frobnicate'"
    })
    void anUnknownCommandIsAnsweredWithTheNearest(String command, String message) {
        assertThat(run(command)).isEqualTo(2);
        assertThat(err.toString().lines()).contains(message);
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--frobnicate", "config --fle", "version x"})
    void anUnknownOptionOrArgumentIsAMistakeOfTheCaller(String arguments) {
        assertThat(run(arguments.split(" "))).isEqualTo(2);
        assertThat(err.toString()).isNotEmpty();
    }

    @Test
    void configShowsValuesSourcesAndMeaning() {
        environment.put("CROWSNEST_PROMETHEUS_HOST", "0.0.0.0");

        assertThat(run("config", "tags=a=b,c=d", "prometheus.port=9500")).isZero();
        assertThat(out.toString().lines())
                .contains(
                        "tags = a=b,c=d  (argument)",
                        "prometheus.host = 0.0.0.0  (environment CROWSNEST_PROMETHEUS_HOST)",
                        "prometheus.port = 9500  (argument)",
                        "prometheus.path = /metrics  (default)",
                        "    path of the metrics endpoint");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void configReadsAFile(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("a,b.yaml"), "prometheus.port: 9600");

        assertThat(run("config", "--file", file.toString())).isZero();
        assertThat(out.toString()).contains("prometheus.port = 9600  (file " + file + ")");
    }

    @Test
    void configPutsProblemsOnStandardError() {
        assertThat(run("config", "prometheus.prot=1")).isEqualTo(1);
        assertThat(err.toString().lines())
                .containsExactly("unknown key key=prometheus.prot source=argument nearest=prometheus.port");
    }

    @Test
    void configMasksSecrets() {
        run("config", "elasticsearch.password=s3cret,x", "elasticsearch.url=http://u:s3cret@es:9200");

        assertThat(out.toString())
                .contains("elasticsearch.password = ********  (argument)")
                .doesNotContain("s3cret");
    }

    @Test
    void configSaysWhatHasNoEffectYet() {
        run("config");

        assertThat(out.toString().substring(out.toString().indexOf("without effect")))
                .contains("kafka.topic")
                .doesNotContain("prometheus.port");
    }

    @Test
    void thisProgramIsNotTakenForTheApplication() {
        properties.setProperty("sun.java.command", "crowsnest-agent.jar config");
        run("config");

        assertThat(out.toString()).contains("service.name = unknown-service");
    }

    @Test
    void theDoctorSaysWhatIsWrongAndWhatToDo(@TempDir Path directory) throws Exception {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }

        assertThat(run("doctor", "prometheus.port=0")).isZero();
        assertThat(run("doctor", "prometheus.port=0", "prometheus.prot=1")).isEqualTo(1);
        assertThat(run(
                        "doctor",
                        "prometheus.port=0",
                        "logstash.url=lumberjack://127.0.0.1:" + closed,
                        "logs.spool.max-size=1MiB",
                        "logs.spool.directory=" + directory))
                .isEqualTo(2);

        assertThat(out.toString().lines())
                .contains(
                        "0 failures, 0 warnings",
                        "0 failures, 1 warnings",
                        "FAILED  logstash.url: lumberjack://127.0.0.1:" + closed + ": nobody listens there",
                        "        start Logstash with an input there, or correct logstash.*: logs wait on disk meanwhile",
                        "1 failures, 0 warnings");
    }

    @Test
    void instrumentationsAreATable() throws Exception {
        String table =
                "id\tlibrary\tversions\tdescription\ntomcat\tApache Tomcat\t9 to 11\trequests\njdbc\tJDBC\tall\tstatements\n";
        List<Instrumentation> rows =
                Instrumentation.read(new ByteArrayInputStream(table.getBytes(StandardCharsets.UTF_8)));
        InstrumentationsCommand.print(rows, new PrintWriter(out));

        assertThat(out.toString().lines())
                .containsExactly(
                        "ID      LIBRARY        VERSIONS  MEASURES",
                        "tomcat  Apache Tomcat  9 to 11   requests",
                        "jdbc    JDBC           all       statements");
    }

    @Test
    void thePageOfCommandsHasAllOfThem() throws Exception {
        String page = Files.readString(Path.of("../../docs/commands.md"));

        assertThat(page)
                .contains(COMMANDS.stream().map(command -> "| `" + command).toList());
    }

    @Test
    void metricsAreLinesInColumnsAndWhatTheyMean() {
        assertThat(run("metrics")).isZero();

        List<String> lines = out.toString().lines().toList();
        assertThat(lines.get(0)).matches("NAME +TYPE +UNIT +LABELS");
        assertThat(lines)
                .anyMatch(line -> line.matches(
                        "http_server_requests_seconds +histogram +seconds +method,uri,status,outcome,exception"))
                .anyMatch(line -> line.matches("jvm_gc_pause_seconds +summary +seconds +action,cause,gc"))
                .anyMatch(line -> line.matches("jvm_memory_used_bytes +gauge +bytes +area,id"))
                .anyMatch(line -> line.matches("crowsnest_recordings_dropped_total +counter +- +-"))
                .contains("    Time from the arrival of a request to the end of its answer.");
        assertThat(columns()).hasSameSizeAs(Catalogue.ALL);
    }

    @Test
    void metricsHaveTheNamesOfTheSettings() {
        environment.put("CROWSNEST_METRICS_NAMING", "otel");

        assertThat(run("metrics")).isZero();
        assertThat(out.toString().lines())
                .anyMatch(
                        line -> line.matches(
                                "http_server_request_duration_seconds +histogram +seconds +http_request_method,http_route,http_response_status_code,error_type"))
                .anyMatch(line -> line.matches("jvm_gc_duration_seconds +histogram +seconds +jvm_gc_name,.*"))
                .anyMatch(line -> line.startsWith("jvm_threads_live_threads "));
        assertThat(columns())
                .filteredOn(line -> line.startsWith("db_client_connection_count "))
                .singleElement()
                .asString()
                .endsWith("db_client_connection_pool_name,db_client_connection_state");
    }

    /** The lines that are not indented, behind the heading and before the note. */
    private List<String> columns() {
        return out.toString()
                .lines()
                .skip(1)
                .filter(line -> line.matches("[a-z]\\S+ +(histogram|summary|counter|gauge) +\\S+ +\\S+"))
                .toList();
    }

    @Test
    void whatIsWrongWithTheSettingsOfMetricsIsSaid() {
        assertThat(run("metrics", "metrics.naming=prometheus")).isEqualTo(1);
        assertThat(err.toString()).contains("metrics.naming", "micrometer, otel");
        assertThat(out.toString()).contains("http_server_requests_seconds ");
    }

    @Test
    void aTestIsSentToWhatIsSet(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("logs.ndjson");

        assertThat(run("send-test", "logs.file=" + file)).isZero();
        assertThat(Files.readString(file)).contains("Test event of crowsnest send-test, run ");
        assertThat(out.toString().lines())
                .contains("OK      logs.file: " + file + " has the event", "0 failures, 0 warnings");

        assertThat(run("send-test", "logs.file=" + directory)).isEqualTo(2);
        assertThat(run("send-test", "logs.file=" + file, "prometheus.prot=1")).isEqualTo(1);
    }

    @Test
    void aTestWithoutADestinationIsAMistakeOfTheCaller() {
        assertThat(run("send-test", "elasticsearch.uri=http://es:9200")).isEqualTo(2);
        assertThat(err.toString())
                .contains("nearest=elasticsearch.url", "no destination, for example: elasticsearch.url=");
    }

    @ParameterizedTest
    @CsvSource({
        "'attach', 'PID'",
        "'attach shop', 'shop'",
        "'attach 1 prometheus.prot=1', 'nearest=prometheus.port'",
        "'attach 1 prometheus.port=many', 'expected'",
        "'attach 1 tags=a=b,c=d', 'unknown key key=c'",
        "'attach 1 enabled=false', 'nothing to attach'",
        "'attach 1 prometheus.port=0', 'only crowsnest-agent.jar can be attached'",
    })
    void wrongArgumentsAreRefusedBeforeAnythingIsAttached(String arguments, String message) {
        assertThat(run(arguments.split(" "))).isEqualTo(2);
        assertThat(err.toString()).contains(message);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aSettingsFileForAnotherProcessIsNamedWhole(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("crowsnest.yaml"), "prometheus.port: 9600");
        Path relative = Path.of("").toAbsolutePath().relativize(file);

        assertThat(run("attach", "1", "config=" + relative)).isEqualTo(2);
        assertThat(err.toString()).contains("name the whole path");
    }

    @ParameterizedTest
    @CsvSource({"1.8,true", "11,true", "16,true", "17,false", "25,false"})
    void anAgentIsNotAttachedToAnOldJava(String specification, boolean tooOld) {
        assertThat(AttachCommand.isTooOld(specification)).isEqualTo(tooOld);
    }

    @Test
    void theOutputHasNoTerminalCodes() {
        run("help");
        run("config", "prometheus.prot=1");

        assertThat(out.toString() + err).doesNotContain("\u001B");
    }

    private int run(String... args) {
        return Main.run(args, new PrintWriter(out, true), new PrintWriter(err, true), properties, environment);
    }
}
