package io.crowsnest.exporter.datadog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * A mapping file of Prometheus' statsd_exporter: what it calls the names that applications send.
 *
 * <pre>
 *   defaults: {match_type: glob, observer_type: histogram, ttl: 1h, histogram_options: {buckets: [...]}}
 *   mappings:
 *   - match: "shop.*.orders.*"        an asterisk stands for one part between dots
 *     name: "orders_total"
 *     labels: {shop: "$1", kind: "$2"}
 *   - match: "(.+)_(\\w+)_time"
 *     match_type: regex               all globs come before the first regular expression
 *     match_metric_type: observer     counter, gauge, observer
 *     action: drop
 * </pre>
 *
 * <p>Of the rules of a kind the first that fits counts.
 */
final class Mapping {

    /** Without a file names stay what they are. */
    static final Mapping NONE = new Mapping(List.of());

    private static final Pattern GO_DURATION = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|m|h)");
    private static final List<Double> DEFAULT_BUCKETS =
            List.of(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0);

    private final List<MappingRule> rules;

    private Mapping(List<MappingRule> rules) {
        this.rules = rules;
    }

    /**
     * Reads a file.
     *
     * @throws IOException if it cannot be read, or is no mapping file; the message says where and what would be right
     */
    static Mapping read(Path file) throws IOException {
        try {
            return parse(Files.readString(file));
        } catch (IllegalArgumentException e) {
            throw new IOException("not a mapping file: " + file + ": " + e.getMessage(), e);
        }
    }

    /** Reads the text of a file. */
    static Mapping parse(String yaml) {
        Object root;
        try {
            root = new Load(LoadSettings.builder()
                            .setMaxAliasesForCollections(50)
                            .build())
                    .loadFromString(yaml);
        } catch (YamlEngineException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        Map<?, ?> file = map(root, "the file");
        Map<?, ?> defaults = file.get("defaults") == null ? Map.of() : map(file.get("defaults"), "defaults");
        List<MappingRule> globs = new ArrayList<>();
        List<MappingRule> expressions = new ArrayList<>();
        int number = 0;
        for (Object each : list(file.get("mappings"), "mappings")) {
            number++;
            Map<?, ?> rule = map(each, "mapping " + number);
            boolean isRegex = text(rule, defaults, "match_type", "glob").equals("regex");
            (isRegex ? expressions : globs).add(rule(rule, defaults, isRegex, "mapping " + number));
        }
        globs.addAll(expressions);
        return new Mapping(List.copyOf(globs));
    }

    /**
     * What becomes of a name.
     *
     * @param type {@code c}, {@code g} or {@code o}
     * @return null if no rule is for it
     */
    MappingRule.@Nullable Mapped map(String name, char type) {
        for (MappingRule rule : rules) {
            MappingRule.Mapped mapped = rule.map(name, type);
            if (mapped != null) {
                return mapped;
            }
        }
        return null;
    }

    private static MappingRule rule(Map<?, ?> rule, Map<?, ?> defaults, boolean isRegex, String where) {
        String match = text(rule, Map.of(), "match", "");
        String name = text(rule, Map.of(), "name", "");
        String action = text(rule, Map.of(), "action", "map");
        boolean drop = action.equals("drop");
        check(!match.isEmpty(), where + " has no match");
        check(drop || action.equals("map"), where + " has the action " + action + ", expected map or drop");
        check(drop || !name.isEmpty(), where + " has no name");
        Map<String, String> labels = new LinkedHashMap<>();
        if (rule.get("labels") != null) {
            map(rule.get("labels"), "labels of " + where)
                    .forEach((key, value) -> labels.put(String.valueOf(key), String.valueOf(value)));
        }
        return new MappingRule(
                isRegex ? expression(match, where) : glob(match),
                type(text(rule, Map.of(), "match_metric_type", ""), where),
                drop,
                name,
                labels,
                buckets(rule, defaults),
                number(text(rule, Map.of(), "scale", "1"), where),
                ttl(text(rule, defaults, "ttl", ""), where),
                text(rule, Map.of(), "honor_labels", "false").equals("true"));
    }

    private static Pattern expression(String match, String where) {
        try {
            return Pattern.compile(match);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(where + " has no regular expression: " + e.getDescription(), e);
        }
    }

    private static Pattern glob(String match) {
        StringBuilder expression = new StringBuilder("^");
        for (String part : match.split("\\*", -1)) {
            expression.append(expression.length() > 1 ? "([^.]*)" : "").append(Pattern.quote(part));
        }
        return Pattern.compile(expression.append('$').toString());
    }

    private static char type(String type, String where) {
        return switch (type.toLowerCase(Locale.ROOT)) {
            case "" -> 0;
            case "counter" -> 'c';
            case "gauge" -> 'g';
            case "observer", "timer" -> 'o';
            default ->
                throw new IllegalArgumentException(
                        where + " is for the type " + type + ", expected counter, gauge or observer");
        };
    }

    private static List<Double> buckets(Map<?, ?> rule, Map<?, ?> defaults) {
        String observer = text(rule, defaults, "observer_type", text(rule, defaults, "timer_type", "summary"));
        if (!observer.equals("histogram")) {
            return List.of();
        }
        for (Map<?, ?> place : List.of(rule, defaults)) {
            if (place.get("histogram_options") instanceof Map<?, ?> options && options.get("buckets") != null) {
                return bounds(list(options.get("buckets"), "buckets"));
            }
            if (place.get("buckets") instanceof List<?> old) {
                return bounds(old);
            }
        }
        return DEFAULT_BUCKETS;
    }

    /** Those above zero: Micrometer refuses others, and what is below is in the next bucket anyway. */
    private static List<Double> bounds(List<?> buckets) {
        return buckets.stream()
                .map(each -> number(String.valueOf(each), "buckets"))
                .filter(bound -> bound > 0)
                .toList();
    }

    private static @Nullable Duration ttl(String text, String where) {
        if (text.isEmpty()) {
            return null;
        }
        Matcher part = GO_DURATION.matcher(text);
        long millis = 0;
        int at = 0;
        while (part.find() && part.start() == at) {
            double factor = switch (part.group(2)) {
                case "ms" -> 1;
                case "s" -> 1_000;
                case "m" -> 60_000;
                default -> 3_600_000;
            };
            millis += Math.round(Double.parseDouble(part.group(1)) * factor);
            at = part.end();
        }
        check(
                at == text.length() || text.equals("0"),
                where + " has the ttl " + text + ", expected one such as 30s or 1h30m");
        return Duration.ofMillis(millis);
    }

    private static double number(String text, String where) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(where + " has " + text + " where a number is expected", e);
        }
    }

    private static String text(Map<?, ?> rule, Map<?, ?> defaults, String key, String otherwise) {
        Object value = rule.get(key) != null ? rule.get(key) : defaults.get(key);
        return value == null ? otherwise : String.valueOf(value);
    }

    private static Map<?, ?> map(@Nullable Object value, String where) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw new IllegalArgumentException(where + " is not a map");
    }

    private static List<?> list(@Nullable Object value, String where) {
        if (value instanceof List<?> list) {
            return list;
        }
        throw new IllegalArgumentException(where + " is not a list");
    }

    private static void check(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
