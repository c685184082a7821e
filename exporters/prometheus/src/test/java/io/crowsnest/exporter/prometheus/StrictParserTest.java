package io.crowsnest.exporter.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.crowsnest.meters.RegistryOptions;
import io.crowsnest.meters.StripedMeterRegistry;
import io.crowsnest.meters.TraceIds;
import io.crowsnest.telemetry.JvmMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the strict parser of OpenMetrics says, that of Debian's package {@code python3-prometheus-client}. */
class StrictParserTest {

    /** Prints each sample as value, name and labels, texts in hexadecimal digits of their UTF-8. */
    private static final String PROGRAM = """
            import sys
            from prometheus_client.openmetrics.parser import text_string_to_metric_families
            from prometheus_client.parser import text_string_to_metric_families as text
            parse = text if sys.argv[2] == 'TEXT' else text_string_to_metric_families
            hexed = lambda s: s.encode('utf-8').hex()
            for family in parse(open(sys.argv[1], encoding='utf-8', newline='').read()):
                for s in family.samples:
                    print(repr(float(s.value)), hexed(s.name), *[hexed(k) + '=' + hexed(v) for k, v in s.labels.items()])
            """;

    private final StripedMeterRegistry registry = new StripedMeterRegistry(RegistryOptions.defaults()
            .withTraces(() -> new TraceIds("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7")));

    @BeforeAll
    static void installed() throws Exception {
        Process python = python("-c", "import prometheus_client");
        assumeTrue(
                python.waitFor(30, TimeUnit.SECONDS) && python.exitValue() == 0,
                "python3-prometheus-client is not installed: install Debian's package");
    }

    @Test
    void open_metrics_of_every_kind_of_meter_is_accepted(@TempDir Path directory) throws Exception {
        JvmMetrics.bindTo(registry);
        Timer timer = Timer.builder("work")
                .tag("kind", "a\"b\\c\nd")
                .serviceLevelObjectives(Duration.ofMillis(1), Duration.ofSeconds(1))
                .register(registry);
        Gauge.builder("build.info", () -> 1).tag("version", "1").register(registry);
        Gauge.builder("cpu.count", () -> 8).register(registry);
        registry.counter("orders", "kind", "new").increment();
        registry.summary("sizes").record(7);
        LongTaskTimer.builder("import")
                .serviceLevelObjectives(Duration.ofSeconds(1))
                .register(registry)
                .start();
        scrape(Format.OPEN_METRICS);
        timer.record(Duration.ofMillis(300));
        String scrape = scrape(Format.OPEN_METRICS);

        assertThat(scrape)
                .contains("# {trace_id=\"4bf92f3577b34da6a3ce929d0e0e4736\",span_id=\"00f067aa0ba902b7\"} 0.3 ");
        assertThat(parse(scrape, Format.OPEN_METRICS, directory)).isNotEmpty();
    }

    @Test
    void open_metrics_of_summaries_and_histograms_of_the_application_is_accepted(@TempDir Path directory)
            throws Exception {
        String scrape = scrape(Format.OPEN_METRICS, ForeignDistributions.ALL);

        String parsed = parse(scrape, Format.OPEN_METRICS, directory);
        assertThat(parsed.lines().filter(line -> !line.isEmpty())).hasSize(4 + 4);
    }

    @Test
    void whatever_names_and_values_are_made_of_arrives(@TempDir Path directory) throws Exception {
        Random random = new Random(11);
        Map<String, Double> expected = new HashMap<>();
        for (int i = 0; i < 500; i++) {
            String value = text(random);
            double amount = random.nextInt(1000) / 4.0;
            Counter counter = Counter.builder("n" + i + text(random))
                    .tag("k" + text(random), value)
                    .register(registry);
            counter.increment(amount);
            expected.merge(value, amount, Double::sum);
        }
        for (Format format : new Format[] {Format.OPEN_METRICS, Format.TEXT}) {
            Map<String, Double> read = new HashMap<>();
            for (String line : parse(scrape(format), format, directory).split("\n", -1)) {
                String[] words = line.split(" ", -1);
                if (words.length == 3) {
                    String hex = words[2].substring(words[2].indexOf('=') + 1);
                    read.merge(
                            new String(HexFormat.of().parseHex(hex), StandardCharsets.UTF_8),
                            Double.parseDouble(words[0]),
                            Double::sum);
                }
            }
            assertThat(read).as("%s", format).isEqualTo(expected);
        }
    }

    /** Some code points of everything that there is, but halves of pairs. */
    private static String text(Random random) {
        int[] points = new int[1 + random.nextInt(8)];
        for (int i = 0; i < points.length; i++) {
            int point;
            do {
                point = switch (random.nextInt(4)) {
                    case 0 -> "\\\"\n\r{}=,# \t'".codePointAt(random.nextInt(11));
                    case 1 -> 1 + random.nextInt(0x7f);
                    case 2 -> 0x80 + random.nextInt(0xff00);
                    default -> 0x10000 + random.nextInt(0xfffff);
                };
            } while (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
            points[i] = point;
        }
        return new String(points, 0, points.length);
    }

    private String scrape(Format format) {
        return scrape(format, List.of());
    }

    private String scrape(Format format, List<ForeignFamily> foreign) {
        Bytes out = new Bytes(16);
        new Exposition(registry, problem -> {
                    throw new IllegalStateException(problem);
                })
                .write(format, foreign, out);
        return new String(out.copy(), StandardCharsets.UTF_8);
    }

    private static String parse(String scrape, Format format, Path directory) throws Exception {
        Path file = directory.resolve("scrape");
        Files.writeString(file, scrape);
        Process python = python("-c", PROGRAM, file.toString(), format.name());
        String answer = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(python.waitFor()).as(answer).isZero();
        return answer;
    }

    /** Debian's, whose packages another one does not see. */
    private static Process python(String... arguments) throws IOException {
        String[] command = new String[arguments.length + 1];
        command[0] = "/usr/bin/python3";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }
}
