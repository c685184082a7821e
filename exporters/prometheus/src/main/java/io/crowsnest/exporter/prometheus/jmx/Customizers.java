package io.crowsnest.exporter.prometheus.jmx;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the customizers of a rule file, each for the MBeans of a filter. */
final class Customizers {

    private Customizers() {}

    /** What is under the key {@code metricCustomizers}; none without it. */
    static List<Customizer> read(@Nullable YamlNode node) throws RuleFileException {
        List<Customizer> customizers = new ArrayList<>();
        if (node != null) {
            for (YamlNode each : node.list("metricCustomizers")) {
                customizers.add(customizer(each));
            }
        }
        return customizers;
    }

    private static Customizer customizer(YamlNode node) throws RuleFileException {
        Map<String, YamlNode> entry = node.map("metricCustomizers");
        YamlNode filter = required(entry, "mbeanFilter", "metricCustomizers", node);
        Map<String, YamlNode> filterEntry = filter.map("mbeanFilter");
        List<String> attributes = new ArrayList<>();
        List<Customizer.Extra> extras = new ArrayList<>();
        YamlNode asLabels = entry.get("attributesAsLabels");
        YamlNode extraMetrics = entry.get("extraMetrics");
        if (asLabels == null && extraMetrics == null) {
            throw node.wrong("metricCustomizers: expected attributesAsLabels or extraMetrics beside mbeanFilter");
        }
        if (asLabels != null) {
            for (YamlNode attribute : asLabels.list("attributesAsLabels")) {
                attributes.add(attribute.text("attributesAsLabels"));
            }
        }
        if (extraMetrics != null) {
            for (YamlNode each : extraMetrics.list("extraMetrics")) {
                extras.add(extra(each));
            }
        }
        return new Customizer(
                required(filterEntry, "domain", "mbeanFilter", filter).text("domain"),
                YamlNode.texts(filterEntry.get("properties"), "properties"),
                attributes,
                extras);
    }

    private static Customizer.Extra extra(YamlNode node) throws RuleFileException {
        Map<String, YamlNode> entry = node.map("extraMetrics");
        YamlNode description = entry.get("description");
        Object number = required(entry, "value", "extraMetrics", node).value("value");
        return new Customizer.Extra(
                required(entry, "name", "extraMetrics", node).text("name"),
                number == null ? "" : number,
                description == null ? "" : description.text("description"));
    }

    private static YamlNode required(Map<String, YamlNode> entry, String key, String what, YamlNode where)
            throws RuleFileException {
        YamlNode node = entry.get(key);
        if (node == null) {
            throw where.wrong(what + ": expected the key " + key);
        }
        return node;
    }
}
