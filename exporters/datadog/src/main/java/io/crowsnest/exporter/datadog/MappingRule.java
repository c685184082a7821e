package io.crowsnest.exporter.datadog;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A rule of a mapping file: which names it is for, and what Prometheus calls them.
 *
 * @param match what a name must look like
 * @param type {@code c}, {@code g} or {@code o} for all that is observed; 0 for any
 * @param drop Prometheus does not get what the rule is for
 * @param name a template with {@code $1} for what the first asterisk or group stands for; empty for a rule that drops
 * @param labels templates, by the label's name
 * @param buckets bounds of a histogram; empty for a summary
 * @param scale what values are multiplied with
 * @param ttl after so long without a value a series goes; zero: never; null: as is usual
 * @param honorLabels a tag of the line wins over a label of the rule
 */
record MappingRule(
        Pattern match,
        char type,
        boolean drop,
        String name,
        Map<String, String> labels,
        List<Double> buckets,
        double scale,
        @Nullable Duration ttl,
        boolean honorLabels) {

    private static final Pattern REFERENCE = Pattern.compile("\\$(?:\\{(\\d+)}|(\\d+))");

    /** A name and labels that a rule has made. */
    record Mapped(MappingRule rule, String name, Map<String, String> labels) {}

    /** What the rule makes of a name; null if it is for others. */
    @Nullable
    Mapped map(String statsd, char ofType) {
        if (type != 0 && type != ofType) {
            return null;
        }
        Matcher matcher = match.matcher(statsd);
        if (!matcher.find()) {
            return null;
        }
        Map<String, String> values = new LinkedHashMap<>();
        labels.forEach((label, template) -> values.put(label, expanded(template, matcher)));
        return new Mapped(this, expanded(name, matcher), values);
    }

    private static String expanded(String template, Matcher matcher) {
        return REFERENCE.matcher(template).replaceAll(reference -> {
            String digits = reference.group(1) != null ? reference.group(1) : reference.group(2);
            int group = digits.length() > 2 ? Integer.MAX_VALUE : Integer.parseInt(digits);
            String value = group <= matcher.groupCount() ? matcher.group(group) : null;
            return Matcher.quoteReplacement(value == null ? "" : value);
        });
    }
}
