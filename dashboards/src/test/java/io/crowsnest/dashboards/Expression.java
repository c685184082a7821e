package io.crowsnest.dashboards;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an expression of ours selects and groups by. Knows the part of PromQL that is used here, no more; promtool says whether the
 * whole is valid.
 */
record Expression(String text, List<Selector> selectors, List<String> groupings) {

    /** Series by name and label matchers; {@code function} is what encloses it directly, {@code window} its range, both may be empty. */
    record Selector(String name, Map<String, String> matchers, String function, String window) {}

    private static final Set<String> WORDS = Set.of(
            "by", "on", "and", "or", "unless", "group_left", "offset", "ignoring", "without", "bool", "le", "inf");
    private static final Pattern LABELS = Pattern.compile("\\b(?:by|on|group_left)\\s*\\(([^)]*)\\)");
    private static final Pattern SELECTOR = Pattern.compile(
            "(?:(?<function>[a-z_]+)\\()?(?<![\\w:$.\\[])(?<name>[a-zA-Z_:][\\w:]*)(?<matchers>\\{[^}]*})?(?<window>\\[[^\\]]*])?(?!\\s*\\()(?![\\w:])");
    private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(=~|!~|!=|=)\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");

    static Expression of(String text) {
        List<String> groupings = new ArrayList<>();
        Matcher labels = LABELS.matcher(text);
        while (labels.find()) {
            for (String label : labels.group(1).split(",", -1)) {
                if (!label.isBlank()) {
                    groupings.add(label.strip());
                }
            }
        }
        String withoutLabels = text.replaceAll("\\s*\\bby\\s*\\([^)]*\\)\\s*", "")
                .replaceAll("\\b(on|group_left)\\s*\\([^)]*\\)", " ");
        List<Selector> selectors = new ArrayList<>();
        Matcher found = SELECTOR.matcher(withoutLabels.replaceAll("offset \\w+", ""));
        while (found.find()) {
            if (!WORDS.contains(found.group("name"))) {
                selectors.add(selector(found));
            }
        }
        return new Expression(text, selectors, groupings);
    }

    private static Selector selector(Matcher found) {
        Map<String, String> matchers = new TreeMap<>();
        if (found.group("matchers") != null) {
            Matcher matcher = MATCHER.matcher(found.group("matchers"));
            while (matcher.find()) {
                matchers.merge(matcher.group(1), matcher.group(2) + matcher.group(3), (a, b) -> a + " " + b);
            }
        }
        String function = found.group("function");
        String window = found.group("window");
        return new Selector(
                found.group("name"),
                matchers,
                function == null ? "" : function,
                window == null ? "" : window.substring(1, window.length() - 1));
    }
}
