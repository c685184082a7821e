package io.crowsnest.dashboards;

import io.crowsnest.dashboards.promql.Recorded;
import java.util.Set;
import java.util.TreeSet;

/** Names of all series that rules record. */
final class Recordings {

    private Recordings() {}

    static Set<String> names() {
        Set<String> names = new TreeSet<>(Set.of(
                Recorded.REQUESTS,
                Recorded.ERRORS,
                Recorded.SLOW,
                Recorded.OBJECTIVE,
                Recorded.ERROR_BUDGET,
                Recorded.LATENCY_OBJECTIVE,
                Recorded.LATENCY_BUDGET,
                Recorded.HEAP_AFTER_GC,
                Recorded.GC_PAUSE_SHARE,
                Recorded.CPU));
        for (String window : new String[] {"5m", "30m", "1h", "2h", "6h", "1d", "3d"}) {
            names.add(Recorded.errorRatio(window));
            names.add(Recorded.slowRatio(window));
        }
        return names;
    }
}
