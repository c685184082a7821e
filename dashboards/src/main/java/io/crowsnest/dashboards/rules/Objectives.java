package io.crowsnest.dashboards.rules;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * What is promised, by service.
 *
 * @param standard for all services that have no objective of their own
 */
public record Objectives(Objective standard, Map<String, Objective> services) {

    /**
     * The promise of one service.
     *
     * @param success share of requests that do not fail, 0 to 1
     * @param fast share of requests that are answered in time, 0 to 1
     * @param within that time in seconds, a bound of the histogram
     */
    public record Objective(String success, String fast, String within) {}

    /** Bounds of the default histogram; whole seconds are left out, as versions of Prometheus spell them differently in {@code le}. */
    private static final Set<String> BOUNDS = new TreeSet<>(
            Set.of("0.005", "0.01", "0.025", "0.05", "0.075", "0.1", "0.25", "0.5", "0.75", "2.5", "7.5"));

    /** Reads {@code dashboards/objectives.yml}; throws {@link IllegalArgumentException} with the key that is wrong. */
    public static Objectives read(String yaml) {
        Map<?, ?> root = map(new Load(LoadSettings.builder().build()).loadFromString(yaml), "the file");
        Objective standard = objective(map(root.get("default"), "default"), "default", null);
        Map<String, Objective> services = new TreeMap<>();
        map(root.get("services"), "services").forEach((name, values) -> {
            String service = String.valueOf(name);
            if (!service.matches("[\\w./-]+")) {
                throw new IllegalArgumentException(service + " cannot be the name of a service");
            }
            services.put(service, objective(map(values, service), service, standard));
        });
        return new Objectives(standard, services);
    }

    private static Objective objective(Map<?, ?> values, String where, @Nullable Objective standard) {
        for (Object key : values.keySet()) {
            if (!key.equals("success") && !key.equals("fast") && !key.equals("within")) {
                throw new IllegalArgumentException(where + ": unknown key " + key);
            }
        }
        return new Objective(
                share(values.get("success"), where + ".success", standard == null ? null : standard.success),
                share(values.get("fast"), where + ".fast", standard == null ? null : standard.fast),
                bound(values.get("within"), where + ".within", standard == null ? null : standard.within));
    }

    private static String share(@Nullable Object percent, String where, @Nullable String standard) {
        if (percent == null && standard != null) {
            return standard;
        }
        if (percent instanceof Number number && number.doubleValue() > 0 && number.doubleValue() < 100) {
            return new BigDecimal(number.toString())
                    .movePointLeft(2)
                    .stripTrailingZeros()
                    .toPlainString();
        }
        throw new IllegalArgumentException(where + " must be a percentage between 0 and 100, not " + percent);
    }

    private static String bound(@Nullable Object seconds, String where, @Nullable String standard) {
        if (seconds == null && standard != null) {
            return standard;
        }
        String bound = String.valueOf(seconds);
        if (!BOUNDS.contains(bound)) {
            throw new IllegalArgumentException(where + " must be one of " + BOUNDS + ", not " + seconds);
        }
        return bound;
    }

    private static Map<?, ?> map(@Nullable Object value, String where) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw new IllegalArgumentException(where + " must be a mapping");
    }
}
