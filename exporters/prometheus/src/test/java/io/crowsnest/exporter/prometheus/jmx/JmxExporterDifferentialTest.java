package io.crowsnest.exporter.prometheus.jmx;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.exporter.prometheus.ForeignFamily;
import io.crowsnest.exporter.prometheus.ForeignText;
import io.prometheus.jmx.JmxCollector;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** jmx_exporter's own collector and ours, on the same MBeans with the same files: what Prometheus gets is the same. */
class JmxExporterDifferentialTest {

    private static final String OURS = "includeObjectNames: ['kafka.*:*', 'Catalina:*', 'org.apache.cassandra.*:*']\n";

    /** Says each time which MBean it asks one attribute after the other. */
    private static final Logger ITS_SCRAPER = Logger.getLogger("io.prometheus.jmx.JmxScraper");

    private static TestBeans beans;

    @BeforeAll
    static void register() throws Exception {
        ITS_SCRAPER.setLevel(Level.OFF);
        beans = TestBeans.all();
    }

    @AfterAll
    static void unregister() {
        beans.close();
    }

    private static final List<String> RULES = rules();

    private static final List<String> OPTIONS = List.of(
            OURS,
            OURS + "lowercaseOutputName: true\n",
            OURS + "lowercaseOutputName: true\nlowercaseOutputLabelNames: true\n",
            OURS + "inferCounterTypeFromName: true\n",
            OURS + "excludeObjectNames: ['Catalina:type=ThreadPool,*']\n",
            "whitelistObjectNames: ['kafka.*:*']\nblacklistObjectNames: ['kafka.network:*']\n",
            OURS + "autoExcludeObjectNameAttributes: false\n",
            OURS + "excludeObjectNameAttributes:\n  'org.apache.cassandra.internal:type=Kinds': [Negative, Table]\n",
            OURS + "includeObjectNameAttributes:\n  'org.apache.cassandra.internal:type=Kinds': [Negative, Table]\n",
            OURS + "metricCustomizers:\n- mbeanFilter:\n    domain: org.apache.cassandra.db\n"
                    + "    properties: {type: StorageService}\n  attributesAsLabels: [OperationMode, Missing]\n"
                    + "  extraMetrics:\n  - {name: alive, value: true, description: It answers}\n"
                    + "  - {name: answer, value: 42}\n");

    private static List<String> rules() {
        try (InputStream in = JmxExporterDifferentialTest.class.getResourceAsStream("/jmx/rules.yml")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return Stream.of(text.split("(?m)^(?=- )", -1)).skip(1).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<String> files() {
        List<String> files = new ArrayList<>();
        for (String options : OPTIONS) {
            files.add(options);
            files.add(options + "rules: []\n");
            files.add(options + "rules:\n" + String.join("", RULES.subList(2, 17)) + "- pattern: .*\n");
            for (String rule : RULES) {
                files.add(options + "rules:\n" + rule);
            }
        }
        return files.stream();
    }

    @ParameterizedTest
    @MethodSource("files")
    void families_labels_and_values_are_the_same(String file) throws Exception {
        MBeanCrawl crawl =
                new MBeanCrawl(ManagementFactory.getPlatformMBeanServer(), RuleFile.parse("rules.yml", file));

        Set<String> theirs = theirs(file);

        assertThat(ours(crawl)).isEqualTo(theirs);
        // What is kept from the first time says the same.
        assertThat(ours(crawl)).isEqualTo(theirs);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lowercaseOutputName: true",
                "excludeJvmMetrics: true",
                "excludeJvmMetrics: true\nincludeObjectNames: ['java.lang:*', 'kafka.*:*']",
                "rules: [{pattern: 'java.lang<type=(.+), name=(.+)><(.*)>(\\w+):', name: jvm_$1_$4, labels: {n: $2, k: $3}}]",
            })
    void the_series_of_the_jvms_own_mbeans_are_the_same(String file) throws Exception {
        // Some appear with the first collection.
        System.gc();
        MBeanCrawl crawl =
                new MBeanCrawl(ManagementFactory.getPlatformMBeanServer(), RuleFile.parse("rules.yml", file));

        assertThat(withoutNumbers(ours(crawl))).isEqualTo(withoutNumbers(theirs(file)));
    }

    /** They are not part of this project: {@code -Dcrowsnest.tests.jmx-examples=} the folder where a checkout of jmx_exporter has them. */
    static Stream<Path> examples() throws IOException {
        String folder = System.getProperty("crowsnest.tests.jmx-examples");
        if (folder == null) {
            return Stream.empty();
        }
        List<Path> examples = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of(folder), "*.{yml,yaml}")) {
            for (Path file : files) {
                // What names another JVM is for its program of its own.
                if (!Files.readString(file).contains("hostPort:")) {
                    examples.add(file);
                }
            }
        }
        return examples.stream().sorted();
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("examples")
    void its_own_examples_show_the_same_unchanged(Path example) throws Exception {
        System.gc();
        String file = Files.readString(example);
        MBeanCrawl crawl =
                new MBeanCrawl(ManagementFactory.getPlatformMBeanServer(), RuleFile.parse(example.toString(), file));

        assertThat(withoutNumbers(ours(crawl))).isEqualTo(withoutNumbers(theirs(file)));
        if (!file.contains("ObjectNames")) {
            // Where the JVM's own are left out, numbers stand still.
            families_labels_and_values_are_the_same(OURS + file.replace("---\n", ""));
        }
    }

    /** The JVM's change from one moment to the next. */
    private static Set<String> withoutNumbers(Set<String> lines) {
        return lines.stream()
                .map(line -> line.startsWith("#") ? line : line.substring(0, line.lastIndexOf(' ')))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> theirs(String file) throws Exception {
        PrometheusRegistry registry = new PrometheusRegistry();
        JmxCollector collector = new JmxCollector(file);
        collector.register(registry);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.create().write(out, collector.collect());
        return lines(out.toString(StandardCharsets.UTF_8));
    }

    private static Set<String> ours(MBeanCrawl crawl) {
        List<ForeignFamily> families =
                crawl.read(System.nanoTime() + 60_000_000_000L).families.all();
        return lines(ForeignText.of(families));
    }

    private static Set<String> lines(String text) {
        return text.lines()
                .map(JmxExporterDifferentialTest::withPlainNumber)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The writers agree on numbers, not on how they are written. */
    private static String withPlainNumber(String line) {
        int space = line.lastIndexOf(' ');
        return line.startsWith("#")
                ? line
                : line.substring(0, space) + ' ' + Double.parseDouble(line.substring(space + 1));
    }
}
