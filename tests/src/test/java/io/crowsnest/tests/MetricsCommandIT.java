package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.tests.scenario.WebShop;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The list that the command {@code metrics} prints, beside what a service shows. */
final class MetricsCommandIT {

    @ParameterizedTest
    @ValueSource(strings = {"micrometer", "otel"})
    void everythingThatIsShownIsListedAsItIsShown(String naming) {
        Jdk jdk = Jdks.all().get(0);
        String setting = "metrics.naming=" + naming;
        Run listing = JarCommand.run(jdk, "metrics", setting);
        assertThat(listing.exitCode()).isZero();
        assertThat(listing.stderr()).isEmpty();
        Map<String, String[]> listed = new TreeMap<>();
        listing.stdout().stream()
                .filter(line -> line.matches("[a-z].*"))
                .map(line -> line.split(" +", -1))
                .forEach(columns -> listed.put(columns[0], columns));

        try (ForkedJvm shop = ForkedJvm.java(jdk)
                .classPath(Artefacts.scenarios())
                .agent(setting)
                .run(WebShop.class)
                .start()) {
            String port = shop.awaitStdout("^port (\\d+)$").group(1);
            URI metrics = shop.awaitMetrics();
            Scrape.get(URI.create("http://127.0.0.1:" + port + "/items/1"));
            Scrape scrape = Scrape.until(metrics, "db_client_operation_duration_seconds_count", 1);
            Map<String, String> shown = types(Scrape.get(metrics).body());

            assertThat(shown).hasSizeGreaterThan(50);
            shown.forEach((family, type) -> {
                assertThat(listed).as(family).containsKey(family);
                String[] columns = listed.get(family);
                // What Prometheus keeps a suffix of for histograms is shown without a type.
                assertThat(columns[1]).as(family).isEqualTo(type.equals("untyped") ? "gauge" : type);
                assertThat(Set.of(columns[3].split(",", -1))).as(family).containsAll(labels(scrape, family));
            });
        }
    }

    /** Families by name, without the gauges beside histograms and summaries. */
    private static Map<String, String> types(String text) {
        Map<String, String> types = new TreeMap<>();
        text.lines().filter(line -> line.startsWith("# TYPE ")).forEach(line -> {
            String[] words = line.split(" ", -1);
            types.put(words[2], words[3]);
        });
        types.keySet()
                .removeIf(name -> name.endsWith("_max")
                        && types.getOrDefault(name.replaceAll("_max$", ""), "").matches("histogram|summary"));
        return types;
    }

    private static Set<String> labels(Scrape scrape, String family) {
        Set<String> labels = new TreeSet<>();
        scrape.samples().stream()
                .filter(sample -> sample.name().matches(family + "(_bucket|_count|_sum)?"))
                .forEach(sample -> labels.addAll(sample.labels().keySet()));
        labels.remove("le");
        return labels;
    }
}
