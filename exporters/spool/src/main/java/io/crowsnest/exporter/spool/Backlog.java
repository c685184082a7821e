package io.crowsnest.exporter.spool;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a process has left when it ended: a spool that nobody appends to, delivered by another process and then deleted. */
final class Backlog implements AutoCloseable {

    private final SpoolRoot.Locked locked;
    private final Segments segments;
    private final long wholeBefore;
    private final int readers;
    private final List<Cursor> cursors = new ArrayList<>();
    private final List<Feed> feeds = new ArrayList<>();
    private final List<Shipper> shippers = new ArrayList<>();
    private final List<String> unknown = new ArrayList<>();

    /** Behind the last record that can be read; booked by whoever has delivered all others, so that it is counted once. */
    private final Map<Outlet, Long> damagedAtEnd = new HashMap<>();

    private @Nullable SharedDocuments documents;

    /**
     * What a destination does not have yet.
     *
     * @param events that can be read, and those that are missing between them
     * @param end behind the last record that can be read
     */
    private record Unread(Outlet outlet, Cursor cursor, long events, Position end) {}

    private Backlog(SpoolRoot.Locked locked, Segments segments, long wholeBefore, int readers) {
        this.locked = locked;
        this.segments = segments;
        this.wholeBefore = wholeBefore;
        this.readers = readers;
    }

    /**
     * Opens what is in a folder, whose lock is given back if that fails.
     *
     * @param outlets where to; what has a cursor for another destination stays
     * @param ifUnknown who has logged, if that process ended before it could say so
     */
    static Backlog open(
            SpoolRoot.Locked locked, List<Outlet> outlets, @Nullable ServiceIdentity ifUnknown, Consumer<String> log)
            throws IOException {
        Backlog backlog = null;
        try {
            backlog = new Backlog(locked, Segments.open(locked.folder), Watermark.read(locked.folder), outlets.size());
            backlog.addAll(outlets, ifUnknown, log);
            return backlog;
        } catch (IOException | RuntimeException | Error e) {
            try (locked) {
                if (backlog != null) {
                    backlog.stop();
                }
            }
            throw e;
        }
    }

    private void addAll(List<Outlet> outlets, @Nullable ServiceIdentity ifUnknown, Consumer<String> log)
            throws IOException {
        ServiceIdentity saved = ServiceIdentity.load(locked.folder);
        ServiceIdentity identity = saved == null ? ifUnknown : saved;
        List<Unread> all = new ArrayList<>();
        for (String name : locked.folder.list()) {
            if (name.startsWith(Cursor.name(""))) {
                String destination = name.substring(Cursor.name("").length());
                Outlet outlet = outlets.stream()
                        .filter(each -> each.name().equals(destination))
                        .findFirst()
                        .orElse(null);
                if (outlet != null && identity != null) {
                    all.add(unread(outlet));
                } else if (isWaitedFor(destination)) {
                    unknown.add(destination);
                }
            }
        }
        if (identity != null) {
            for (Unread each : all) {
                add(each, identity, log);
            }
        }
        // Only now, when nothing can fail any more: who tries again would count the same events again.
        for (Unread each : all) {
            each.outlet.found(each.events);
        }
    }

    /** Whether there are events that a destination does not have. */
    private boolean isWaitedFor(String destination) throws IOException {
        Cursor cursor = Cursor.open(locked.folder, destination);
        try {
            return !segments.read(cursor.position(), 1).isEmpty();
        } finally {
            cursor.close();
        }
    }

    private Unread unread(Outlet outlet) throws IOException {
        Cursor cursor = Cursor.open(locked.folder, outlet.name());
        cursors.add(cursor);
        long events = 0;
        Position from = cursor.position();
        while (true) {
            List<SpoolRecord> records = segments.read(from, 1 << 20);
            if (records.isEmpty()) {
                break;
            }
            for (SpoolRecord record : records) {
                events += 1 + record.missing();
            }
            from = records.get(records.size() - 1).after();
        }
        damagedAtEnd.put(outlet, segments.damagedBehind(from, wholeBefore));
        return new Unread(outlet, cursor, events, from);
    }

    private void add(Unread unread, ServiceIdentity identity, Consumer<String> log) {
        Outlet outlet = unread.outlet;
        long end = unread.end.sequence();
        SharedDocuments shared = documents;
        if (shared == null) {
            shared = new SharedDocuments(segments, () -> identity, locked.id, readers);
            documents = shared;
        }
        Feed feed = new Feed(segments, shared, unread.cursor, outlet.recovered(), () -> end, true);
        feeds.add(feed);
        DeadLetters rejected = new DeadLetters(locked.common(), outlet.name());
        shippers.add(new Shipper(feed, outlet.open(identity), rejected, outlet.health(), log, Pace.DEFAULT));
    }

    /** How many events of this spool were not read yet, for all destinations together. */
    long unread() {
        return feeds.stream().mapToLong(Feed::unread).sum();
    }

    /** Destinations whose events stay, because nobody has said where they are. */
    List<String> unknown() {
        return unknown;
    }

    /** Where the processes of this service leave what they have in common. */
    Path common() {
        return locked.common();
    }

    /** Starts delivery, on one thread for each destination. */
    void start() {
        for (Shipper each : shippers) {
            each.start(Duration.ZERO);
        }
    }

    /** Delivers on the calling thread as much as can be. */
    void drain() {
        for (Shipper each : shippers) {
            each.drain();
        }
    }

    /** Gives back the space of what all destinations have: until then it is missing to those that log. */
    void release() throws IOException {
        if (!unknown.isEmpty() || cursors.isEmpty()) {
            return;
        }
        long needed = Long.MAX_VALUE;
        for (Cursor cursor : cursors) {
            needed = Math.min(needed, cursor.position().segment());
        }
        for (long oldest = segments.oldest(); oldest > 0 && oldest < needed; oldest = segments.oldest()) {
            for (Cursor cursor : cursors) {
                cursor.force();
            }
            segments.remove(oldest);
        }
    }

    /** Whether every destination that is known has everything. */
    boolean isDelivered() {
        for (Feed feed : feeds) {
            if (feed.cursor().position().sequence() < feed.end()) {
                return false;
            }
        }
        return true;
    }

    /** Stops; what is delivered completely is deleted, all else stays for the next. */
    @Override
    public void close() throws IOException {
        try (locked) {
            boolean delivered = isDelivered() && unknown.isEmpty();
            stop();
            if (delivered) {
                damagedAtEnd.forEach(Outlet::foundDamaged);
                locked.delete();
            }
        }
    }

    private void stop() throws IOException {
        for (Shipper each : shippers) {
            each.close(Duration.ofMillis(1));
        }
        segments.close();
        for (Cursor cursor : cursors) {
            cursor.close();
        }
    }
}
