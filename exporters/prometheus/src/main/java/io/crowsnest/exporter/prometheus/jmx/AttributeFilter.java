package io.crowsnest.exporter.prometheus.jmx;

import java.util.Map;
import java.util.Set;
import javax.management.ObjectName;

/**
 * Which attributes are asked for.
 *
 * @param included if not empty, nothing but these
 * @param excluded never these
 * @param automatic whether attributes of a kind that cannot be shown are not asked for again
 */
record AttributeFilter(
        Map<ObjectName, Set<String>> included, Map<ObjectName, Set<String>> excluded, boolean automatic) {

    private static final ObjectName RUNTIME = name("java.lang:type=Runtime");
    private static final ObjectName FLIGHT_RECORDER = name("jdk.management.jfr:type=FlightRecorder");

    /** Texts and tables that cost much and have no number. */
    private static final Set<String> COSTLY = Set.of("SystemProperties", "ClassPath", "BootClassPath", "LibraryPath");

    boolean wants(ObjectName bean, String attribute) {
        if (excluded.getOrDefault(bean, Set.of()).contains(attribute)
                || bean.equals(FLIGHT_RECORDER)
                || (bean.equals(RUNTIME) && COSTLY.contains(attribute))) {
            return false;
        }
        return included.isEmpty() || included.getOrDefault(bean, Set.of()).contains(attribute);
    }

    private static ObjectName name(String name) {
        try {
            return new ObjectName(name);
        } catch (javax.management.MalformedObjectNameException e) {
            throw new IllegalStateException(e);
        }
    }
}
