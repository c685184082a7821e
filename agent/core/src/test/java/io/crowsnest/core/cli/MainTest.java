package io.crowsnest.core.cli;

import static org.assertj.core.api.Assertions.assertThat;

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

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Properties properties = new Properties();
    private final Map<String, String> environment = new HashMap<>();

    @ParameterizedTest
    @ValueSource(strings = {"", "help", "-h", "--help"})
    void helpNamesTheCommands(String argument) {
        assertThat(run(argument.isEmpty() ? new String[0] : new String[] {argument}))
                .isZero();
        assertThat(out.toString()).contains("help  ", "version  ", "config  ", "doctor  ", "instrumentations  ");
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
    void theOutputHasNoTerminalCodes() {
        run("help");
        run("config", "prometheus.prot=1");

        assertThat(out.toString() + err).doesNotContain("\u001B");
    }

    private int run(String... args) {
        return Main.run(args, new PrintWriter(out, true), new PrintWriter(err, true), properties, environment);
    }
}
