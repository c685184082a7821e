package io.crowsnest.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The samples of one answer of the metrics endpoint (text format 0.0.4). */
record Scrape(List<Sample> samples) {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private static final Pattern SAMPLE =
            Pattern.compile("(?<name>[a-zA-Z_:][\\w:]*)(?:\\{(?<labels>.*)})? (?<value>\\S+)");
    private static final Pattern LABEL = Pattern.compile("(?<name>\\w+)=\"(?<value>(?:[^\"\\\\]|\\\\.)*)\"");

    /** A sample; label values are as written, with their escapes. */
    record Sample(String name, Map<String, String> labels, double value) {}

    static Scrape of(URI metrics) {
        HttpResponse<String> response = get(metrics);
        if (response.statusCode() != 200) {
            throw new AssertionError(metrics + " answers " + response.statusCode() + " " + response.body());
        }
        return parse(response.body());
    }

    /** Scrapes until the sum of {@code name} is at least {@code value}; a response is sent before its request is counted. */
    static Scrape until(URI metrics, String name, double value) {
        return Poll.until(Duration.ofSeconds(10), () -> of(metrics), scrape -> scrape.sum(name) >= value);
    }

    /** Any GET of the tests; for statuses other than 200 too. */
    static HttpResponse<String> get(URI uri) {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30)).build();
            return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static Scrape parse(String text) {
        return new Scrape(text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(Scrape::sample)
                .toList());
    }

    /** The sum over all samples of this name; 0 if there are none. */
    double sum(String name) {
        return sum(name, Map.of());
    }

    /** The sum over all samples of this name that carry {@code labels}, among others. */
    double sum(String name, Map<String, String> labels) {
        return samples.stream()
                .filter(sample ->
                        sample.name().equals(name) && sample.labels().entrySet().containsAll(labels.entrySet()))
                .mapToDouble(Sample::value)
                .sum();
    }

    boolean has(String name) {
        return samples.stream().anyMatch(sample -> sample.name().equals(name));
    }

    private static Sample sample(String line) {
        Matcher matcher = SAMPLE.matcher(line);
        if (!matcher.matches()) {
            throw new AssertionError("not a sample: " + line);
        }
        Map<String, String> labels = new HashMap<>();
        if (matcher.group("labels") != null) {
            Matcher label = LABEL.matcher(matcher.group("labels"));
            while (label.find()) {
                labels.put(label.group("name"), label.group("value"));
            }
        }
        String value = matcher.group("value").replace("+Inf", "Infinity").replace("-Inf", "-Infinity");
        return new Sample(matcher.group("name"), labels, Double.parseDouble(value));
    }
}
