package io.crowsnest.exporter.prometheus.jmx;

import java.util.List;
import java.util.Map;
import javax.management.ObjectName;

/**
 * One entry of {@code metricCustomizers}: labels and metrics that the MBeans of a kind get besides.
 *
 * @param domain of the MBeans
 * @param properties that they have, among others
 * @param attributesAsLabels attributes whose values become labels of all metrics of the MBean
 * @param extras metrics with a value of their own
 */
record Customizer(String domain, Map<String, String> properties, List<String> attributesAsLabels, List<Extra> extras) {

    /**
     * A metric beside those of the attributes.
     *
     * @param value a number, a boolean, or a text
     */
    record Extra(String name, Object value, String description) {}

    boolean isFor(ObjectName bean) {
        return domain.equals(bean.getDomain())
                && bean.getKeyPropertyList().entrySet().containsAll(properties.entrySet());
    }
}
