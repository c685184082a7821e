package io.crowsnest.tests.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets come in by settings, and out nowhere. */
class PlantedSecretIT {

    private static final String PLANTED = "pl4nted-s3cret";
    private static final Pattern METRICS = Pattern.compile(" metrics url=(\\S+)");
    private static final int MOST_LINES = 6;

    @TempDir
    private Path directory;

    @Test
    void no_output_has_a_secret_and_the_start_says_little() throws Exception {
        Map<String, String> settings = secrets();
        assertThat(settings.size()).isGreaterThanOrEqualTo(4);
        settings.put("CROWSNEST_PROMETHEUS_PORT", "0");
        settings.put("CROWSNEST_PROMETHEUS_USERNAME", "scraper");
        settings.put(
                "CROWSNEST_LOGS_SPOOL_DIRECTORY", directory.resolve("spool").toString());
        // Nobody listens there.
        settings.put("CROWSNEST_ELASTICSEARCH_URL", "http://elastic:" + PLANTED + "@127.0.0.1:1");
        settings.put("CROWSNEST_LOGSTASH_URL", "lumberjack://" + PLANTED + "@127.0.0.1:1");
        Application.jar(directory.resolve("app.jar"));

        List<String> lines = new ArrayList<>();
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-javaagent:" + Project.AGENT.toAbsolutePath(),
                        "-jar",
                        "app.jar")
                .directory(directory.toFile());
        builder.environment().putAll(settings);
        Process application = builder.start();
        try (BufferedReader err = application.errorReader()) {
            URI metrics = null;
            while (metrics == null) {
                String line = err.readLine();
                assertThat(line).as("%s", lines).isNotNull().doesNotContain("endpoint not open");
                lines.add(line);
                Matcher url = METRICS.matcher(line);
                metrics = url.find() ? URI.create(url.group(1)) : null;
            }
            for (String path : new String[] {"/metrics", "/status", "/"}) {
                assertThat(get(metrics.resolve(path))).as(path).isNotEmpty().doesNotContain(PLANTED);
            }
        } finally {
            application.destroy();
        }
        assertThat(lines).hasSizeLessThanOrEqualTo(MOST_LINES).noneMatch(line -> line.contains(PLANTED));
        settings.remove("CROWSNEST_LOGS_SPOOL_DIRECTORY");
        assertThat(config(settings)).contains("elasticsearch.url").doesNotContain(PLANTED);
    }

    /** The environment that sets every setting whose name says that it is a secret. */
    private static Map<String, String> secrets() throws Exception {
        Map<String, String> secrets = new HashMap<>();
        Matcher key =
                Pattern.compile("(?m)^([a-z.-]+(?:password|token|api-key)) ").matcher(config(Map.of()));
        while (key.find()) {
            String name = key.group(1).toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
            secrets.put("CROWSNEST_" + name, PLANTED);
        }
        return secrets;
    }

    private static String config(Map<String, String> environment) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return Command.run(Path.of("."), environment, java, "-jar", Project.AGENT.toString(), "config")
                .output();
    }

    private static String get(URI url) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(url)
                .header("Authorization", "Bearer " + PLANTED)
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
