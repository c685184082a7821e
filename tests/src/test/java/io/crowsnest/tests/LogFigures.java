package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;

/** What one scrape says of the log events of one destination. */
record LogFigures(long captured, long delivered, long pending, long deadLettered, long dropped) {

    static LogFigures of(Scrape scrape, String destination) {
        Map<String, String> labels = Map.of("destination", destination);
        return new LogFigures(
                (long) scrape.sum("crowsnest_log_events_captured_total"),
                (long) scrape.sum("crowsnest_log_events_delivered_total", labels),
                (long) scrape.sum("crowsnest_log_events_pending", labels),
                (long) scrape.sum("crowsnest_log_events_dead_lettered_total", labels),
                (long) scrape.sum("crowsnest_log_events_dropped_total", labels));
    }

    static LogFigures until(URI metrics, String destination, Duration limit, Predicate<LogFigures> condition) {
        LogFigures last = Poll.until(limit, () -> of(Scrape.of(metrics), destination), condition);
        assertThat(last).matches(condition);
        return last.assertBalanced();
    }

    /** Captured = delivered + pending + dead-lettered + dropped, none of them less than nothing. */
    LogFigures assertBalanced() {
        assertThat(delivered + pending + deadLettered + dropped).as("%s", this).isEqualTo(captured);
        assertThat(pending).as("%s", this).isNotNegative();
        return this;
    }
}
