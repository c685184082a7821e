package io.crowsnest.core.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    private final Properties properties = new Properties();
    private final Map<String, String> environment = new HashMap<>();

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve("crowsnest.yaml");
    }

    // --- sources

    @Test
    void withoutAnySourceEverythingIsAtItsDefault() {
        Settings settings = resolve(null);

        assertThat(settings.get(Keys.ENABLED)).isTrue();
        assertThat(settings.get(Keys.PROMETHEUS_PORT)).isEqualTo(9464);
        assertThat(settings.get(Keys.METRICS_HISTOGRAM_BUCKETS)).hasSize(14);
        assertThat(settings.get(Keys.TAGS)).isEmpty();
        assertThat(settings.find(Keys.CONFIG)).isNull();
        assertThat(settings.problems()).isEmpty();
    }

    @Test
    void strongerSourcesWin() throws Exception {
        write("prometheus: {host: f, port: 1, path: /f}\nservice.name: f\nservice.environment: f");
        environment.put("CROWSNEST_PROMETHEUS_HOST", "e");
        environment.put("CROWSNEST_PROMETHEUS_PORT", "2");
        environment.put("CROWSNEST_PROMETHEUS_PATH", "/e");
        environment.put("DD_ENV", "convention");
        environment.put("DD_VERSION", "convention");
        properties.setProperty("crowsnest.prometheus.host", "p");
        properties.setProperty("crowsnest.prometheus.port", "3");

        Settings settings = resolve("prometheus.host=a,config=" + file);

        assertThat(shown(settings, "prometheus.host")).isEqualTo("a from argument");
        assertThat(shown(settings, "prometheus.port")).isEqualTo("3 from system property crowsnest.prometheus.port");
        assertThat(shown(settings, "prometheus.path")).isEqualTo("/e from environment CROWSNEST_PROMETHEUS_PATH");
        assertThat(shown(settings, "service.environment")).isEqualTo("f from file " + file);
        assertThat(shown(settings, "service.version")).isEqualTo("convention from DD_VERSION");
        assertThat(shown(settings, "elasticsearch.namespace")).isEqualTo("default from default");
    }

    @Test
    void theServiceIsNamedByTheStrongestConvention() {
        String[][] conventions = {
            {"OTEL_SERVICE_NAME", "a"},
            {"DD_SERVICE", "b"},
            {"spring.application.name", "c"},
            {"SPRING_APPLICATION_NAME", "d"}
        };
        properties.setProperty("sun.java.command", "shop-1.0.jar");
        assertThat(shown(resolve(null), "service.name")).isEqualTo("shop from sun.java.command");
        for (int i = conventions.length - 1; i >= 0; i--) {
            if (conventions[i][0].startsWith("spring")) {
                properties.setProperty(conventions[i][0], conventions[i][1]);
            } else {
                environment.put(conventions[i][0], conventions[i][1]);
            }
            assertThat(shown(resolve(null), "service.name"))
                    .isEqualTo(conventions[i][1] + " from " + conventions[i][0]);
        }
    }

    @Test
    void anEnvironmentVariableHasUnderscoresForDotsAndDashes() {
        environment.put("CROWSNEST_METRICS_SERIES_LIMIT", "7");
        environment.put("CROWSNEST_INSTRUMENTATION_SPRING_MVC_ENABLED", "false");

        Settings settings = resolve(null);

        assertThat(settings.get(Keys.METRICS_SERIES_LIMIT)).isEqualTo(7);
        assertThat(settings.instrumentationEnabled("spring-mvc")).isFalse();
    }

    @Test
    void anEmptyValueIsUnset() {
        environment.put("CROWSNEST_PROMETHEUS_PORT", " ");
        properties.setProperty("crowsnest.tags", "");

        Settings settings = resolve("prometheus.host=,service.name=");

        assertThat(settings.get(Keys.PROMETHEUS_PORT)).isEqualTo(9464);
        assertThat(settings.problems()).isEmpty();
    }

    @Test
    void variablesThatKubernetesMakesForServicesAreNoSettings() {
        environment.put("CROWSNEST_PROMETHEUS_PORT", "tcp://10.0.0.1:9464");
        environment.put("CROWSNEST_PROMETHEUS_PORT_9464_TCP_ADDR", "10.0.0.1");
        environment.put("CROWSNEST_PROMETHEUS_SERVICE_HOST", "10.0.0.1");
        environment.put("CROWSNEST_PORT", "tcp://10.0.0.1:9464");

        assertThat(resolve(null).problems()).isEmpty();
    }

    // --- derived values

    @Test
    void logsAreOnWhenThereIsADestination() {
        assertThat(resolve(null).get(Keys.LOGS_ENABLED)).isFalse();
        for (String destination : List.of(
                "elasticsearch.url=http://es:9200",
                "logstash.url=lumberjack://ls:5044",
                "logs.file=logs.json",
                "logs.stdout=true")) {
            assertThat(resolve(destination).get(Keys.LOGS_ENABLED))
                    .as(destination)
                    .isTrue();
        }
        assertThat(resolve("logs.stdout=false").get(Keys.LOGS_ENABLED)).isFalse();
        assertThat(resolve("elasticsearch.url=http://es:9200,logs.enabled=false")
                        .get(Keys.LOGS_ENABLED))
                .isFalse();
    }

    @Test
    void theDatasetIsTheService() {
        Settings settings = resolve("service.name=shop");

        assertThat(settings.get(Keys.ELASTICSEARCH_DATASET)).isEqualTo("shop");
        assertThat(shown(settings, "elasticsearch.dataset")).isEqualTo("shop from service.name");
    }

    @Test
    void libraryByLibraryOrAllAtOnceInstrumentationIsSwitchedOff() {
        assertThat(resolve(null).instrumentationEnabled("tomcat")).isTrue();
        assertThat(resolve("instrumentation.tomcat.enabled=false").instrumentationEnabled("tomcat"))
                .isFalse();
        assertThat(resolve("instrumentation.tomcat.enabled=false").instrumentationEnabled("jdbc"))
                .isTrue();
        assertThat(resolve("instrumentation=none,instrumentation.tomcat.enabled=true")
                        .instrumentationEnabled("tomcat"))
                .isFalse();
    }

    @Test
    void askingAKeyWithoutDefaultForItsValueIsAMistakeOfTheCaller() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> resolve("config=x.yaml").get(Keys.CONFIG))
                .withMessageContaining("config");
    }

    // --- arguments

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "tags=a=b                              | a=b",
                "tags='a=b,c=d'                        | a=b,c=d",
                "tags=\"a=b,c=d\",enabled=true         | a=b,c=d",
                "tags=a=b\\,c=d                        | a=b,c=d",
                ",, tags = a=b ,,                      | a=b",
                "tags='a=b                             | 'a=b",
                "tags=a='b'                            | a='b'",
                "enabled=true,tags='a=b',enabled=true  | a=b",
            })
    void argumentsAreKeysAndValues(String arguments, String tags) {
        assertThat(shown(resolve(arguments), "tags")).isEqualTo(tags + " from argument");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/missing/a,b.yaml", "/missing/a.yml"})
    void thePathOfAYamlFileAloneIsTheConfiguration(String path) {
        assertThat(resolve(path).find(Keys.CONFIG)).isEqualTo(path);
    }

    @Test
    void theLastOfTwoArgumentsCounts() {
        Settings settings = resolve("prometheus.port=1,prometheus.port=2");

        assertThat(settings.get(Keys.PROMETHEUS_PORT)).isEqualTo(2);
        assertThat(lines(settings))
                .containsExactly("key is given twice, the last one counts key=prometheus.port source=argument");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ",", ",,,", "=", "=,=", "'", "\"", "\\", "a=\\", "\\,", "a='", "''=,", "=.yaml"})
    void noArgumentIsTooStrange(String arguments) {
        assertThat(resolve(arguments).get(Keys.PROMETHEUS_PORT)).isEqualTo(9464);
    }

    // --- problems

    @Test
    void anUnknownKeyIsReportedWithItsSourceAndTheNearestMatch() throws Exception {
        write("\nprometheus:\n  pth: /x\n");
        properties.setProperty("crowsnest.prometheus.prot", "1");
        environment.put("CROWSNEST_METRICS_SERIES_LIMITS", "1");

        assertThat(lines(resolve("tag=a=b,whatever=1,crowsnest.enabled=true,config=" + file)))
                .containsExactly(
                        "unknown key key=tag source=argument nearest=tags",
                        "unknown key key=whatever source=argument",
                        "unknown key key=crowsnest.enabled source=argument nearest=enabled",
                        "unknown key key=prometheus.prot source=\"system property crowsnest.prometheus.prot\""
                                + " nearest=prometheus.port",
                        "unknown key key=metrics.series.limits source=\"environment CROWSNEST_METRICS_SERIES_LIMITS\""
                                + " nearest=metrics.series-limit",
                        "unknown key key=prometheus.pth source=\"file " + file + "\" line=3 nearest=prometheus.path");
    }

    @Test
    void anUnknownLibraryIsAnUnknownKey() {
        assertThat(lines(resolve("instrumentation.tomact.enabled=false")))
                .containsExactly(
                        "unknown key key=instrumentation.tomact.enabled source=argument nearest=instrumentation.tomcat.enabled");
    }

    @Test
    void aWrongValueIsReportedAndTheDefaultIsUsed() {
        properties.setProperty("crowsnest.prometheus.port", "94 64");
        environment.put("CROWSNEST_PROMETHEUS_PORT", "9999");

        Settings settings = resolve(null);

        assertThat(settings.get(Keys.PROMETHEUS_PORT)).isEqualTo(9464);
        assertThat(shown(settings, "prometheus.port")).isEqualTo("9464 from default");
        assertThat(lines(settings))
                .containsExactly("wrong value key=prometheus.port value=\"94 64\""
                        + " source=\"system property crowsnest.prometheus.port\""
                        + " expected=\"a number from 0 to 65535\" using=9464");
    }

    @Test
    void aPasswordInAWrongUrlIsMasked() {
        assertThat(lines(resolve("elasticsearch.url=elastic:secret@es:9200")))
                .containsExactly("wrong value key=elasticsearch.url value=********@es:9200 source=argument"
                        + " expected=\"URLs such as http://host:9200\" using=nothing");
    }

    @Test
    void theAgentOfDatadogIsWhereItsOwnLibrariesLookForIt() {
        environment.put("DD_AGENT_HOST", "10.0.0.7");
        assertThat(shown(resolve(null), "datadog.url")).isEqualTo("udp://10.0.0.7:8125 from DD_AGENT_HOST");
        environment.put("DD_AGENT_HOST", "fd00::7");
        environment.put("DD_DOGSTATSD_PORT", "8126");
        assertThat(shown(resolve(null), "datadog.url")).isEqualTo("udp://[fd00::7]:8126 from DD_AGENT_HOST");
        environment.put("DD_DOGSTATSD_URL", "unix:///var/run/datadog/dsd.socket");
        assertThat(shown(resolve(null), "datadog.url"))
                .isEqualTo("unix:///var/run/datadog/dsd.socket from DD_DOGSTATSD_URL");
    }

    @Test
    void thereIsOneAgentOfDatadog() {
        assertThat(lines(resolve("datadog.url=http://localhost:8126")))
                .containsExactly("wrong value key=datadog.url value=http://localhost:8126 source=argument"
                        + " expected=\"one URL such as udp://host:8125 or unix:///path\" using=nothing");
    }

    @Test
    void aKeyOfALaterVersionIsReportedAsWithoutEffect() {
        assertThat(lines(resolve("kafka.topic=logs")))
                .containsExactly("key=kafka.topic is known but has no effect in this version source=argument");
    }

    @Test
    void aLineHasNoLineBreakAndAnEnd() {
        assertThat(lines(resolve("prometheus.port=a\nb\"c\"")))
                .first()
                .asString()
                .contains("value=\"a b\\\"c\\\"\"")
                .doesNotContain("\n");
        assertThat(lines(resolve("prometheus.port=" + "x".repeat(10_000))))
                .first()
                .asString()
                .hasSizeLessThan(400);
    }

    // --- secrets

    @Test
    void secretsAreNeverShown() {
        Settings settings = resolve("elasticsearch.api-key=s3cret,elasticsearch.url=http://u:s3cret@es:9200");

        assertThat(settings.find(Keys.ELASTICSEARCH_API_KEY)).isEqualTo("s3cret");
        assertThat(settings.find(Keys.ELASTICSEARCH_URL)).containsExactly("http://u:s3cret@es:9200");
        assertThat(shown(settings, "elasticsearch.api-key")).isEqualTo("******** from argument");
        assertThat(settings.toString())
                .contains("elasticsearch.api-key=********")
                .doesNotContain("s3cret");
        assertThat(settings.all().toString()).doesNotContain("s3cret");
    }

    @Test
    void aSecretMayBeInAFile() throws Exception {
        write("  s3cret\n");

        assertThat(resolve("elasticsearch.password=file:" + file).find(Keys.ELASTICSEARCH_PASSWORD))
                .isEqualTo("s3cret");
    }

    @Test
    void aSecretFileThatCannotBeReadIsReported() throws Exception {
        write(" \n");

        assertThat(lines(resolve("elasticsearch.password=file:/missing,elasticsearch.api-key=file:" + file)))
                .containsExactly(
                        "cannot read secret key=elasticsearch.api-key file=" + file
                                + " source=argument reason=\"it is empty\"",
                        "cannot read secret key=elasticsearch.password file=/missing source=argument"
                                + " reason=\"/missing (No such file or directory)\"");
    }

    @Test
    void theRestOfASecretThatNeededQuotesIsNotShown() {
        Settings settings = resolve("elasticsearch.password=ab,s3,cr=et,prometheus.prot=1");

        assertThat(lines(settings))
                .containsExactly(
                        "argument is not key=value, values with commas need quotes position=26 after=elasticsearch.password",
                        "argument is not key=value, values with commas need quotes position=35 after=elasticsearch.password",
                        "unknown key key=prometheus.prot source=argument nearest=prometheus.port");
    }

    // --- YAML

    @Test
    void yamlMayBeNestedOrDottedAndItsValuesOfAnyType() throws Exception {
        write("""
                # comment
                enabled: false
                prometheus:
                  port: 9500
                  path: "/m"
                metrics.histogram-buckets: [0.1, 1s, 10]
                metrics:
                  series-limit: 42
                tags:
                  team: a
                  motto: b,c
                instrumentation:
                  tomcat.enabled: false
                  spring-mvc: {enabled: false}
                elasticsearch.url:
                  - http://a:1
                  - http://b:2
                service.name:
                logs:
                """);

        Settings settings = resolve("config=" + file);

        assertThat(settings.problems()).isEmpty();
        assertThat(settings.get(Keys.ENABLED)).isFalse();
        assertThat(settings.get(Keys.PROMETHEUS_PORT)).isEqualTo(9500);
        assertThat(settings.get(Keys.PROMETHEUS_PATH)).isEqualTo("/m");
        assertThat(settings.get(Keys.METRICS_HISTOGRAM_BUCKETS)).containsExactly(0.1, 1.0, 10.0);
        assertThat(settings.get(Keys.METRICS_SERIES_LIMIT)).isEqualTo(42);
        assertThat(settings.get(Keys.TAGS)).isEqualTo(Map.of("team", "a", "motto", "b,c"));
        assertThat(settings.instrumentationEnabled("tomcat")).isFalse();
        assertThat(settings.instrumentationEnabled("spring-mvc")).isFalse();
        assertThat(settings.find(Keys.ELASTICSEARCH_URL)).containsExactly("http://a:1", "http://b:2");
        assertThat(settings.get(Keys.SERVICE_NAME)).isEqualTo("unknown-service");
    }

    @Test
    void aListOfMapsInYamlIsAListOfPartsElsewhere() throws Exception {
        write("""
                metrics:
                  methods:
                    - class: com.example.Orders
                      method: place
                      labels: {kind: 0, express: 2}
                      parameters: [String, 'byte[]']
                    - {class: com.example.Orders, method: drop, parameters: []}
                """);

        Settings settings = resolve("config=" + file);

        assertThat(settings.problems()).isEmpty();
        assertThat(settings.get(Keys.METRICS_METHODS))
                .containsExactly(
                        "class=com.example.Orders;method=place;labels=kind:0 express:2;parameters=String byte[]",
                        "class=com.example.Orders;method=drop;parameters=");
    }

    @Test
    void theFileMayBeNamedByAnySource() throws Exception {
        write("prometheus.port: 9500");
        environment.put("CROWSNEST_CONFIG", file.toString());

        assertThat(resolve(null).get(Keys.PROMETHEUS_PORT)).isEqualTo(9500);
    }

    @Test
    void malformedYamlIsReportedWithItsPlaceAndTheOtherSourcesApply() throws Exception {
        write("prometheus:\n  port: 1\n host: x\n");

        Settings settings = resolve("prometheus.port=2,config=" + file);

        assertThat(settings.get(Keys.PROMETHEUS_PORT)).isEqualTo(2);
        assertThat(lines(settings))
                .singleElement()
                .asString()
                .startsWith("malformed YAML file=" + file + " line=3 column=2 reason=");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[",
                "a: b: c",
                "\t- x",
                "- a\n- b",
                "just text",
                "a: &x [*x, *y]",
                "---\na: 1\n---\nb: 2",
                "? [a]\n: b",
                "a: \u0007"
            })
    void nothingInAFileIsTooStrange(String yaml) throws Exception {
        write(yaml);

        assertThat(lines(resolve("config=" + file))).isNotEmpty();
    }

    @Test
    void aFileNestedBeyondReasonIsReported() throws Exception {
        write("a: " + "[".repeat(200_000));

        assertThat(lines(resolve("config=" + file))).singleElement().asString().startsWith("malformed YAML file=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# only a comment", "---", "~", "{}"})
    void anEmptyFileIsFine(String yaml) throws Exception {
        write(yaml);

        assertThat(lines(resolve("config=" + file))).isEmpty();
    }

    @Test
    void aMissingFileIsReported() {
        assertThat(lines(resolve("/missing/crowsnest.yaml")))
                .containsExactly("cannot read settings file=/missing/crowsnest.yaml"
                        + " reason=\"/missing/crowsnest.yaml (No such file or directory)\"");
    }

    @Test
    void aDirectoryIsNoFile() {
        assertThat(lines(resolve("config=" + directory)))
                .singleElement()
                .asString()
                .startsWith("cannot read settings");
    }

    @Test
    void aKeyGivenTwiceInAFileIsReportedAndTheLastOneCounts() throws Exception {
        write("prometheus:\n  port: 1\nprometheus.port: 2\n");

        Settings settings = resolve("config=" + file);

        assertThat(settings.get(Keys.PROMETHEUS_PORT)).isEqualTo(2);
        assertThat(lines(settings))
                .containsExactly("key is given twice, the last one counts key=prometheus.port source=\"file " + file
                        + "\" line=3");
    }

    @Test
    void aNestedValueForAPlainKeyIsWrong() throws Exception {
        write("prometheus:\n  port: {a: b}\n");

        assertThat(lines(resolve("config=" + file)))
                .singleElement()
                .asString()
                .startsWith("wrong value key=prometheus.port value=(nested)");
    }

    private Settings resolve(String agentArguments) {
        return Settings.resolve(agentArguments, properties, environment, Set.of("tomcat", "jdbc", "spring-mvc"));
    }

    private void write(String text) throws Exception {
        Files.writeString(file, text);
    }

    private static List<String> lines(Settings settings) {
        return settings.problems().stream().map(Problem::line).toList();
    }

    private static String shown(Settings settings, String name) {
        for (Resolved resolved : settings.all()) {
            if (resolved.key().name().equals(name)) {
                return resolved.value() + " from " + resolved.source();
            }
        }
        throw new AssertionError("no key " + name);
    }
}
