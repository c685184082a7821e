package io.crowsnest.exporter.spool;

import io.crowsnest.telemetry.DestinationStats;
import io.crowsnest.telemetry.ExporterHealth;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Says one line when delivery stops, when it goes on, and when events begin to be lost; never one per failure. */
final class DeliveryState {

    /** One failure is nothing yet: an idle connection that the server had closed looks like that. */
    private static final int FAILURES_UNTIL_SAID = 2;

    private static final long DROPS_SAID_EVERY_NANOS = Duration.ofMinutes(1).toNanos();

    private final String name;
    private final DestinationStats stats;
    private final ExporterHealth health;
    private final Consumer<String> log;

    private int failures;
    private long failingSince;
    private BatchResult.@Nullable Kind said;
    private boolean refusalSaid;
    private boolean asideSaid;
    private long dropsSeen;
    private long dropsSaidAt;

    DeliveryState(String name, DestinationStats stats, ExporterHealth health, Consumer<String> log) {
        this.name = name;
        this.stats = stats;
        this.health = health;
        this.log = log;
    }

    /** How often in a row nothing got through. */
    int failures() {
        return failures;
    }

    void failed(BatchResult.Kind kind, String reason) {
        health.failed(reason);
        if (failures++ == 0) {
            failingSince = System.nanoTime();
        }
        boolean news = said == null ? failures >= FAILURES_UNTIL_SAID : said != kind;
        if (news) {
            said = kind;
            String what = kind == BatchResult.Kind.BLOCKED ? "logs blocked" : "logs delayed";
            log.accept(what + " destination=" + name + " reason=" + quoted(reason) + " pending=" + stats.pending());
        }
        sayDrops();
    }

    void succeeded() {
        health.succeeded();
        failures = 0;
        if (said != null) {
            said = null;
            long seconds = Duration.ofNanos(System.nanoTime() - failingSince).toSeconds();
            log.accept("logs flowing again destination=" + name + " after=" + seconds + "s");
        }
        sayDrops();
    }

    void refused(String reason) {
        health.failed(reason);
        if (!refusalSaid) {
            refusalSaid = true;
            log.accept("logs refused destination=" + name + " reason=" + quoted(reason)
                    + " hint=\"counted in crowsnest_log_events_dead_lettered_total, not said again\"");
        }
    }

    void setAside(String reason) {
        health.failed(reason);
        if (!asideSaid) {
            asideSaid = true;
            log.accept("logs set aside destination=" + name + " reason=" + quoted(reason)
                    + " hint=\"counted in crowsnest_log_events_set_aside_total, not said again\"");
        }
    }

    private void sayDrops() {
        long drops = stats.dropped();
        long now = System.nanoTime();
        if (drops > dropsSeen && (dropsSeen == 0 || now - dropsSaidAt > DROPS_SAID_EVERY_NANOS)) {
            log.accept("logs dropped destination=" + name + " events=" + (drops - dropsSeen) + " pending="
                    + stats.pending());
            dropsSeen = drops;
            dropsSaidAt = now;
        }
    }

    private static String quoted(String reason) {
        return '"' + reason.replace('"', '\'').replaceAll("\\s+", " ") + '"';
    }
}
