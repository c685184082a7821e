package io.crowsnest.exporter.datadog;

import io.micrometer.core.instrument.Tag;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Events and service checks: what happened to the process, in words that people read. Belongs to one thread.
 *
 * <pre>
 *   _e{title bytes,text bytes}:title|text|s:crowsnest|k:key|t:info|#tags
 *   _sc|name|status|#tags|m:message
 * </pre>
 */
final class Announcements {

    /** In characters; with three bytes each an event still fits into a datagram. */
    private static final int LONGEST_TEXT = 300;

    private static final int LONGEST_TITLE = 100;

    private final DatadogConfig config;
    private final Origin origin;
    private final LineWriter lines = new LineWriter();
    private final Watched watched;
    private final Map<String, Boolean> blocked = new HashMap<>();
    private int deadlocked;

    /** Announcements about one process. */
    Announcements(DatadogConfig config, Origin origin, Watched watched) {
        this.config = config;
        this.origin = origin;
        this.watched = watched;
    }

    /** The application has started. */
    LineWriter started() {
        lines.clear();
        event(config.service() + " started", version(), "info", "lifecycle");
        return lines;
    }

    /** The application ends, as it was told to. */
    LineWriter stopped() {
        lines.clear();
        event(config.service() + " stopped", version(), "info", "lifecycle");
        check("crowsnest.up", 1, List.of(), "the application has stopped");
        return lines;
    }

    /** What is to be said again and again: that the process lives, and which destinations do not take anything. */
    LineWriter state() {
        lines.clear();
        check("crowsnest.up", 0, List.of(), "");
        watched.destinations().forEach(this::destination);
        deadlock(watched.deadlockedThreads().getAsInt());
        return lines;
    }

    /** Once: who is deadlocked stays so, and more of them are a deadlock more. */
    private void deadlock(int now) {
        if (now > deadlocked) {
            event(
                    "Deadlock in " + config.service(),
                    now + " threads wait for each other and will not go on. jcmd <pid> Thread.print names them.",
                    "error",
                    "deadlock");
        }
        deadlocked = now;
    }

    private void destination(String name, Supplier<@Nullable String> why) {
        String reason = why.get();
        boolean isBlocked = reason != null;
        check(
                "crowsnest.destination",
                isBlocked ? 2 : 0,
                List.of(Tag.of("destination", name)),
                Objects.requireNonNullElse(reason, ""));
        Boolean was = blocked.put(name, isBlocked);
        if (isBlocked && !Boolean.TRUE.equals(was)) {
            event("Logs do not reach " + name, String.valueOf(reason), "warning", "destination." + name);
        } else if (!isBlocked && Boolean.TRUE.equals(was)) {
            event("Logs reach " + name + " again", "", "success", "destination." + name);
        }
    }

    private String version() {
        String version = config.tags().get("version");
        return (version == null ? "" : "Version " + version + ", ") + "Java " + Runtime.version() + ", Crowsnest "
                + config.agentVersion();
    }

    private void event(String title, String text, String type, String key) {
        byte[] cleanTitle = Names.text(title, LONGEST_TITLE);
        byte[] cleanText = Names.text(text, LONGEST_TEXT);
        lines.put("_e{")
                .put((long) cleanTitle.length)
                .put(',')
                .put((long) cleanText.length)
                .put("}:");
        lines.put(cleanTitle).put('|').put(cleanText);
        lines.put("|s:crowsnest|k:")
                .put(Names.metric("crowsnest." + key))
                .put("|t:")
                .put(type);
        lines.put(Series.tail(List.of(), origin)).put('\n');
    }

    private void check(String name, int status, List<Tag> tags, String message) {
        lines.put("_sc|").put(name).put('|').put((long) status);
        lines.put(Series.tail(tags, origin));
        if (!message.isEmpty()) {
            lines.put("|m:").put(Names.text(message.replace('|', '/'), LONGEST_TEXT));
        }
        lines.put('\n');
    }
}
