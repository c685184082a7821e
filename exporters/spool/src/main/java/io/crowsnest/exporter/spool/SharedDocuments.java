package io.crowsnest.exporter.spool;

import io.crowsnest.telemetry.LogEvent;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes documents of records once for all destinations that are about equally far: the last few pages are kept. Its monitor is held while
 * documents are made, which takes milliseconds; that of the segments is not.
 */
final class SharedDocuments {

    /** Bytes of records in a page, about. Its documents take ten times as much, and stay while nothing gets through. */
    private static final int PAGE = 64 << 10;

    /** So many where there are several destinations; one alone never goes back. */
    private static final int PAGES = 16;

    private final Segments segments;
    private final Supplier<ServiceIdentity> identity;
    private final long spool;
    private final int mostPages;
    private final Deque<Page> pages = new ArrayDeque<>(PAGES);
    private @Nullable EcsEncoder encoder;

    /**
     * Documents of one spool.
     *
     * @param identity of the process that has logged; asked when the first document is made
     * @param spool number that makes the ids of its events differ from all others
     * @param readers how many destinations there are
     */
    SharedDocuments(Segments segments, Supplier<ServiceIdentity> identity, long spool, int readers) {
        this.segments = segments;
        this.identity = identity;
        this.spool = spool;
        this.mostPages = readers > 1 ? PAGES : 1;
    }

    /**
     * A record and its document.
     *
     * @param document null if the record can't be made one
     * @param failure why, else empty
     */
    record Entry(SpoolRecord record, @Nullable Document document, String failure) {}

    private record Page(Position start, long version, List<Entry> entries) {}

    /**
     * What there is from this position on, some of it; empty if there is nothing.
     *
     * @param version of the segments for which the position holds
     */
    synchronized List<Entry> from(Position position, long version) throws IOException {
        for (Page page : pages) {
            if (page.version != version) {
                continue;
            }
            if (page.start.equals(position)) {
                return page.entries;
            }
            for (int i = 1; i < page.entries.size(); i++) {
                if (page.entries.get(i).record.start().equals(position)) {
                    return page.entries.subList(i, page.entries.size());
                }
            }
        }
        List<SpoolRecord> records = segments.read(position, PAGE);
        List<Entry> entries = new ArrayList<>(records.size());
        for (SpoolRecord record : records) {
            entries.add(entry(record));
        }
        if (!entries.isEmpty()) {
            if (pages.size() == mostPages) {
                pages.removeFirst();
            }
            pages.addLast(new Page(position, version, entries));
        }
        return entries;
    }

    private Entry entry(SpoolRecord record) {
        try {
            LogEvent event = LogEvent.read(record.sequence(), record.content());
            return new Entry(record, encoder().encode(event, record.start()), "");
        } catch (Throwable e) {
            // Also an Error: one event that can't be written must not stop all behind it.
            return new Entry(record, null, e.toString());
        }
    }

    /** What {@link EcsEncoder#reduce} says. */
    synchronized Document reduce(Document refused, String reason) {
        return encoder().reduce(refused, reason);
    }

    private EcsEncoder encoder() {
        EcsEncoder made = encoder;
        if (made == null) {
            // Not before the first event is due: it brings the JSON libraries along.
            made = new EcsEncoder(identity.get(), spool);
            encoder = made;
        }
        return made;
    }
}
