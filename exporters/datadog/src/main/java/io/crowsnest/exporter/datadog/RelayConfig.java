package io.crowsnest.exporter.datadog;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the relay listens and what it does.
 *
 * @param listen {@code udp://127.0.0.1:8126}, {@code unixstream:///path}
 * @param forward the Agent; null if lines are shown to Prometheus only
 * @param mapping a mapping file of statsd_exporter; null for none
 * @param aggregate forward sums of two seconds instead of lines
 * @param seriesLimit most series of a name that Prometheus sees
 * @param nativeAccess for {@code forward}
 */
public record RelayConfig(
        List<URI> listen,
        @Nullable URI forward,
        @Nullable Path mapping,
        boolean aggregate,
        int seriesLimit,
        NativeAccess nativeAccess) {}
