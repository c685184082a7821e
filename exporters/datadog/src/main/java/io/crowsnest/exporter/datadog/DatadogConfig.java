package io.crowsnest.exporter.datadog;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * Where and how metrics go to Datadog.
 *
 * @param url of the Agent: {@code udp://host:8125}, {@code unix:///path}, {@code unixstream:///path}
 * @param timers what timers and summaries become
 * @param interval between two steps
 * @param service name of the service, for the words of events
 * @param tags on everything: {@code service}, {@code env}, {@code version} and those of the user
 * @param agentVersion of Crowsnest, for the words of events
 * @param nativeAccess for {@code unix:///path}
 */
public record DatadogConfig(
        URI url,
        TimerForm timers,
        Duration interval,
        String service,
        Map<String, String> tags,
        String agentVersion,
        NativeAccess nativeAccess) {}
