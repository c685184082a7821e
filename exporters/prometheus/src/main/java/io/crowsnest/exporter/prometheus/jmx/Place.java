package io.crowsnest.exporter.prometheus.jmx;

import java.util.List;
import java.util.Map;

/**
 * Where a value stands. Rules are matched against {@code domain<property=value, ..><key, ..>attribute: value}.
 *
 * @param domain of the MBean
 * @param properties of the MBean in the order of its name, and of the row if the value is from a table
 * @param keys attributes and items of composite data on the way to it
 * @param attribute the last step
 */
record Place(String domain, Map<String, String> properties, List<String> keys, String attribute) {

    /** The part of what is matched that names the MBean and the keys. */
    String prefix() {
        return domain + bracketed(properties.toString()) + bracketed(keys.toString());
    }

    /** Braces and square brackets mean something in regular expressions. */
    private static String bracketed(String text) {
        return '<' + text.substring(1, text.length() - 1) + '>';
    }

    /** What describes it where a rule has no help of its own. */
    String help(String description) {
        String place = domain + ":name=" + properties.get("name") + ",type=" + properties.get("type") + ",attribute="
                + attribute;
        return description.isEmpty() || description.equals(attribute) ? place : description + ' ' + place;
    }
}
