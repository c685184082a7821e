package io.crowsnest.exporter.prometheus.push;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Samples of a scrape by their labels, read by regular expressions: slowly, and in another way than what is tested. */
final class ScrapedSamples {

    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    private ScrapedSamples() {}

    /** With {@code more} labels on each, as Prometheus adds those of a target; labels without a value are none. */
    static Map<Map<String, String>, Double> of(String scrape, Map<String, String> more) {
        Map<Map<String, String>, Double> samples = new LinkedHashMap<>();
        scrape.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            Matcher sample = SAMPLE.matcher(line);
            if (!sample.matches()) {
                throw new AssertionError(line);
            }
            Map<String, String> labels = new TreeMap<>(more);
            labels.put("__name__", sample.group(1));
            Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
            while (label.find()) {
                labels.put(
                        label.group(1),
                        label.group(2)
                                .replace("\\\\", "\0")
                                .replace("\\n", "\n")
                                .replace("\\\"", "\"")
                                .replace("\0", "\\"));
            }
            labels.values().removeIf(String::isEmpty);
            samples.put(labels, value(sample.group(3)));
        });
        return samples;
    }

    private static double value(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }
}
