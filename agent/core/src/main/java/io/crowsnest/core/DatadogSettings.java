package io.crowsnest.core;

import io.crowsnest.core.settings.Keys;
import io.crowsnest.core.settings.Settings;
import io.crowsnest.exporter.datadog.DatadogConfig;
import io.crowsnest.exporter.datadog.NativeAccess;
import io.crowsnest.exporter.datadog.TimerForm;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where metrics go to in Datadog, and as whose, as the settings want it. */
public final class DatadogSettings {

    /** More often than the Agent passes on what it gets costs and gains nothing. */
    private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(1);

    private DatadogSettings() {}

    /** Agent, form and tags of settings that name a Datadog Agent. */
    public static DatadogConfig config(Settings settings, NativeAccess nativeAccess) {
        Map<String, String> tags = new LinkedHashMap<>(settings.get(Keys.TAGS));
        String service = settings.get(Keys.SERVICE_NAME);
        tags.put("service", service);
        put(tags, "env", settings.find(Keys.SERVICE_ENVIRONMENT));
        put(tags, "version", settings.find(Keys.SERVICE_VERSION));
        Duration interval = settings.get(Keys.DATADOG_INTERVAL);
        return new DatadogConfig(
                URI.create(Objects.requireNonNull(settings.find(Keys.DATADOG_URL))),
                TimerForm.valueOf(settings.get(Keys.DATADOG_TIMERS).toUpperCase(Locale.ROOT)),
                interval.compareTo(SHORTEST_INTERVAL) < 0 ? SHORTEST_INTERVAL : interval,
                service,
                tags,
                Version.current(),
                nativeAccess);
    }

    private static void put(Map<String, String> tags, String key, @Nullable String value) {
        if (value != null) {
            tags.put(key, value);
        }
    }
}
