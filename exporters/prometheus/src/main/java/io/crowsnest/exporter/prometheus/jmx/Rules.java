package io.crowsnest.exporter.prometheus.jmx;

import io.crowsnest.exporter.prometheus.ForeignFamily;
import io.crowsnest.exporter.prometheus.ForeignLabels;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/**
 * What a rule file says.
 *
 * @param included patterns of the MBeans to read; null for all
 * @param excluded patterns of those among them not to read
 * @param inferCounters whether a name that ends in {@code _total} makes a counter
 * @param rules of which the first that matches counts
 * @param startDelaySeconds for how long the MBeans are left alone
 * @param budgetNanos how long a crawl may take
 * @param notes what was passed over
 */
record Rules(
        @Nullable List<ObjectName> included,
        List<ObjectName> excluded,
        AttributeFilter attributes,
        List<Customizer> customizers,
        boolean lowerCaseNames,
        boolean lowerCaseLabels,
        boolean inferCounters,
        List<Rule> rules,
        int startDelaySeconds,
        long budgetNanos,
        List<String> notes) {

    /**
     * Which series a value belongs to.
     *
     * @param match null if no rule is for it, or the one that is makes nothing of it
     * @param holds whether the same is true of every other plain value at that place
     */
    record Verdict(@Nullable Match match, boolean holds) {}

    /**
     * The first rule that matches decides.
     *
     * @param description of the attribute, maybe empty
     * @param attributesAsLabels labels that all metrics of the MBean have
     * @throws IllegalArgumentException if a rule refers to a group that its pattern does not have
     */
    Verdict verdict(Place place, String description, Map<String, String> attributesAsLabels, Object value) {
        String prefix = place.prefix();
        boolean holds = ValueIndependence.isPlain(value);
        for (Rule rule : rules) {
            String attribute = rule.snakeCase() ? JmxNames.snakeCase(place.attribute()) : place.attribute();
            String origin = prefix + attribute;
            String matched = origin + ": " + (rule.cached() ? "<cache>" : value);
            holds &= rule.valueIndependent() || rule.cached();
            Matcher matcher = rule.pattern() == null ? null : rule.pattern().matcher(matched);
            if (matcher == null || matcher.matches()) {
                return new Verdict(
                        match(rule, matcher, place, attribute, description, attributesAsLabels, matched), holds);
            }
        }
        return new Verdict(null, holds);
    }

    private @Nullable Match match(
            Rule rule,
            @Nullable Matcher matcher,
            Place place,
            String attribute,
            String description,
            Map<String, String> attributesAsLabels,
            String matched) {
        Double value = null;
        if (rule.value() != null && !rule.value().isEmpty()) {
            try {
                value = Double.valueOf(expand(matcher, rule.value()));
            } catch (NumberFormatException e) {
                return null;
            }
        }
        Map<String, String> labels = new HashMap<>();
        attributesAsLabels.forEach((name, text) -> labels.put(label(name), text));
        String name;
        String help = place.help(description);
        if (rule.name() == null) {
            name = defaultName(place, attribute);
            defaultLabels(place, labels);
        } else {
            name = JmxNames.safe(expand(matcher, rule.name()));
            if (name.isEmpty()) {
                return null;
            }
            help = rule.help() == null ? help : expand(matcher, rule.help());
            rule.labels().forEach((key, text) -> {
                String labelName = label(expand(matcher, key));
                String labelValue = expand(matcher, text);
                if (!labelName.isEmpty() && !labelValue.isEmpty()) {
                    labels.put(labelName, labelValue);
                }
            });
        }
        name = lowerCaseNames ? JmxNames.lowerCase(name) : name;
        return new Match(
                ForeignFamily.baseName(name),
                inferCounters && name.endsWith("_total") ? ForeignFamily.Kind.COUNTER : rule.kind(),
                help,
                ForeignLabels.of(labels),
                value,
                rule.factor(),
                matched.substring(0, matched.lastIndexOf(':')));
    }

    private static String expand(@Nullable Matcher matcher, String template) {
        return matcher == null ? template : matcher.replaceAll(template);
    }

    private static String defaultName(Place place, String attribute) {
        StringBuilder name = new StringBuilder(place.domain());
        Iterator<String> values = place.properties().values().iterator();
        if (values.hasNext()) {
            name.append('_').append(values.next());
        }
        place.keys().forEach(key -> name.append('_').append(key));
        return JmxNames.safe(name.append('_').append(attribute).toString());
    }

    /** The first property is in the name. */
    private void defaultLabels(Place place, Map<String, String> labels) {
        Iterator<Map.Entry<String, String>> properties =
                place.properties().entrySet().iterator();
        if (properties.hasNext()) {
            properties.next();
        }
        properties.forEachRemaining(property -> labels.put(label(property.getKey()), property.getValue()));
    }

    private String label(String name) {
        String safe = JmxNames.safe(name);
        return lowerCaseLabels ? JmxNames.lowerCase(safe) : safe;
    }
}
