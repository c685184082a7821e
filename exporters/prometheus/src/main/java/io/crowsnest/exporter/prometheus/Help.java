package io.crowsnest.exporter.prometheus;

import io.crowsnest.telemetry.Catalogue;
import io.crowsnest.telemetry.Metric;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The sentence that describes a metric; never blank, or promtool complains.
 *
 * @param plain as it is
 * @param text as the text format escapes it
 * @param openMetrics as OpenMetrics escapes it, which is quotes, too
 */
@SuppressWarnings("ArrayRecordComponent") // written, never compared
record Help(String plain, byte[] text, byte[] openMetrics) {

    private static final Map<String, String> CATALOGUE = catalogue();

    /**
     * Help of a metric.
     *
     * @param exposedName under which the catalogue may know it
     * @param description that its source gives, or null
     */
    static Help of(String exposedName, @Nullable String description) {
        String plain = description == null || description.isBlank() ? unknown(exposedName) : description;
        return new Help(
                plain,
                Labels.escape(plain, false, new Bytes(plain.length())).copy(),
                Labels.escape(plain, true, new Bytes(plain.length())).copy());
    }

    private static String unknown(String exposedName) {
        String known = CATALOGUE.get(exposedName);
        return known == null ? "Metric " + exposedName + "; its source gives no description." : known;
    }

    private static Map<String, String> catalogue() {
        Map<String, String> help = new HashMap<>();
        for (Metric metric : Catalogue.ALL) {
            help.put(metric.prometheusName(), metric.help());
        }
        return help;
    }
}
