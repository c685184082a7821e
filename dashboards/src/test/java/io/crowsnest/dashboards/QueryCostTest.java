package io.crowsnest.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.dashboards.PanelQuery.Choice;
import io.crowsnest.dashboards.promql.Recorded;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * What dashboards cost a real Prometheus that has an hour of 50 instances with 500 series each. Takes minutes and a quiet machine, so
 * only on demand: {@code -Dcrowsnest.dashboards.cost=true}.
 */
@Isolated("measures how long queries take")
@EnabledIfSystemProperty(named = "crowsnest.dashboards.cost", matches = "true")
class QueryCostTest {

    private static final int JOBS = 5;
    private static final int INSTANCES = 50;
    private static final int SERIES = 500;
    private static final int STEP_SECONDS = 15;
    private static final int RANGE_SECONDS = 3_600;
    private static final int REPETITIONS = 20;
    private static final Choice ALL = new Choice(".+", ".+", "1m", RANGE_SECONDS + "s");

    /** Of the agent's histograms, unless it is told otherwise. */
    private static final List<String> BOUNDS = List.of(
            "0.005", "0.01", "0.025", "0.05", "0.075", "0.1", "0.25", "0.5", "0.75", "1.0", "2.5", "5.0", "7.5", "10.0",
            "+Inf");

    /** As many requests as a browser has open at once to one server. */
    private static final int AT_ONCE = 6;

    @TempDir
    private Path directory;

    private final long end = Instant.now().getEpochSecond() - 300;

    @Test
    void every_query_takes_less_than_200_ms_and_every_dashboard_less_than_a_second_and_a_half() throws Exception {
        Files.writeString(directory.resolve("prometheus.yml"), "global: {}\n");
        write(directory.resolve("data.txt"));
        assertThat(Promtool.run(
                        directory, "promtool", "tsdb", "create-blocks-from", "openmetrics", "-q", "data.txt", "data"))
                .doesNotStartWith("exit");
        Files.delete(directory.resolve("data.txt"));

        Map<String, Double> dashboards = new TreeMap<>();
        Map<String, Double> slow = new TreeMap<>();
        List<Double> all = new ArrayList<>();
        try (Prometheus prometheus = Prometheus.start(directory)) {
            Map<String, List<String>> paths = new TreeMap<>();
            for (PanelQuery query : PanelQuery.all()) {
                String path = path(query);
                paths.computeIfAbsent(query.board(), any -> new ArrayList<>()).add(path);
                double p95 = p95(prometheus, path);
                all.add(p95);
                if (p95 >= 0.2) {
                    slow.put(query.board() + ", " + query.name(), p95);
                }
            }
            for (Map.Entry<String, List<String>> each : paths.entrySet()) {
                dashboards.put(each.getKey(), together(prometheus, each.getValue()));
            }
        }
        all.sort(null);
        System.out.printf(
                "cost: p95 of %d queries: median %.0f ms, slowest %.0f ms; seconds of dashboards %s%n",
                all.size(), all.get(all.size() / 2) * 1e3, all.get(all.size() - 1) * 1e3, dashboards);

        assertThat(slow).isEmpty();
        assertThat(dashboards)
                .allSatisfy((board, seconds) -> assertThat(seconds).isLessThan(1.5));
    }

    private String path(PanelQuery query) {
        String expression = Prometheus.encoded(query.expanded(ALL));
        return query.instant()
                ? "query?query=" + expression + "&time=" + end
                : "query_range?query=" + expression + "&start=" + (end - RANGE_SECONDS) + "&end=" + end + "&step="
                        + STEP_SECONDS;
    }

    private static double p95(Prometheus prometheus, String path) {
        List<Double> seconds = new ArrayList<>();
        for (int i = 0; i < REPETITIONS; i++) {
            seconds.add(seconds(prometheus, path));
        }
        seconds.sort(null);
        return seconds.get(REPETITIONS * 95 / 100 - 1);
    }

    private static double seconds(Prometheus prometheus, String path) {
        long start = System.nanoTime();
        assertThat(prometheus.get(path)).startsWith("{\"status\":\"success\"");
        return (System.nanoTime() - start) / 1e9;
    }

    private static double together(Prometheus prometheus, List<String> paths) throws Exception {
        ExecutorService browser = Executors.newFixedThreadPool(AT_ONCE);
        try {
            long start = System.nanoTime();
            List<Callable<String>> requests = new ArrayList<>();
            paths.forEach(path -> requests.add(() -> prometheus.get(path)));
            for (Future<String> each : browser.invokeAll(requests)) {
                each.get();
            }
            return (System.nanoTime() - start) / 1e9;
        } finally {
            browser.shutdownNow();
        }
    }

    /** What an agent says, under 50 names, growing for an hour; and what the rules would have recorded of it. */
    private void write(Path file) throws Exception {
        List<String> exposed = exposed();
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (int instance = 0; instance < INSTANCES; instance++) {
                String target = "job=\"job-" + instance % JOBS + "\",instance=\"instance-" + instance + "\"";
                for (String sample : exposed) {
                    int value = sample.lastIndexOf(' ');
                    write(out, labelled(sample.substring(0, value), target), sample.substring(value + 1));
                }
                for (String name : List.of("up", "scrape_duration_seconds", "scrape_samples_scraped")) {
                    write(out, labelled(name, target), "1");
                }
                for (String recorded : Recordings.labels().keySet()) {
                    if (recorded.equals(Recorded.REQUEST_BUCKETS)) {
                        for (String le : BOUNDS) {
                            write(out, labelled(recorded + "{le=\"" + le + "\"}", target), "10");
                        }
                    } else if (recorded.startsWith("instance:")) {
                        write(out, labelled(recorded, target), "0.01");
                    } else if (instance < JOBS) {
                        write(out, labelled(recorded, "job=\"job-" + instance + "\""), "0.01");
                    }
                }
            }
            out.write("# EOF\n");
        }
    }

    private void write(BufferedWriter out, String series, String value) throws IOException {
        boolean grows = series.contains("_total{") || series.matches("[^{]*(_bucket|_count|_sum|:sum)\\{.*");
        double number = Double.parseDouble(value.replace("Inf", "Infinity"));
        int index = 0;
        for (long time = end - RANGE_SECONDS - 300; time <= end; time += STEP_SECONDS) {
            out.append(series).append(' ');
            out.append(Double.toString(grows ? number * ++index : number).replace("Infinity", "Inf"));
            out.append(' ').append(Long.toString(time)).append('\n');
        }
    }

    private static String labelled(String series, String target) {
        return series.endsWith("}")
                ? series.substring(0, series.length() - 1) + "," + target + "}"
                : series + "{" + target + "}";
    }

    /** Series and value of each; as many as wanted, by more routes than the one there is. */
    private static List<String> exposed() throws Exception {
        String text;
        try (Activity activity = new Activity()) {
            for (int i = 0; i < 10; i++) {
                activity.round();
            }
            text = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(activity.metrics()).build(), BodyHandlers.ofString())
                    .body();
        }
        List<String> samples = new ArrayList<>(
                text.lines().filter(line -> !line.startsWith("#")).toList());
        List<String> ofRoute = samples.stream()
                .filter(line -> line.startsWith("http_server_requests_seconds"))
                .toList();
        for (int route = 0; samples.size() < SERIES; route++) {
            for (String line : ofRoute) {
                samples.add(line.replace("/products/{id}", "/route-" + route));
            }
        }
        return samples.subList(0, SERIES);
    }
}
