package io.crowsnest.dashboards;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rules with all times divided, so that an hour of theirs passes in a minute of a test. */
public final class ScaledRules {

    private static final Map<String, Long> MILLIS =
            Map.of("s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

    /** Where a time stands: in a rule's own fields, in a window, and behind offset. */
    private static final Pattern DURATION = Pattern.compile(
            "(?<before>(?:for|interval|_wait|_interval): |\\[|offset )(?<number>\\d+)(?<unit>[smhd])\\b");
    /** Numbers of seconds: how far a forecast goes, and how long logs may wait. */
    private static final Pattern SECONDS =
            Pattern.compile("(?<before>predict_linear\\([^,]*, |delivery_lag_seconds > )(?<number>\\d+)");

    private ScaledRules() {}

    /** Works for rules and for the configuration of Alertmanager. */
    public static String scaled(String yaml, int divisor) {
        String durations = DURATION.matcher(yaml)
                .replaceAll(found -> Matcher.quoteReplacement(found.group(1)
                        + Math.max(1, Long.parseLong(found.group(2)) * MILLIS.get(found.group(3)) / divisor) + "ms"));
        return SECONDS.matcher(durations)
                .replaceAll(found ->
                        Matcher.quoteReplacement(found.group(1) + Double.parseDouble(found.group(2)) / divisor));
    }
}
