package io.crowsnest.telemetry;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the statements in one dialect, by their text. Bounded in number and in bytes, also where an application
 * writes literals into its SQL: of two generations the older one is dropped when the younger is full, and whoever is still in
 * use moves on.
 */
final class SqlStatements {

    /** Most statements, of both generations. */
    static final int MOST = 1024;

    /** Most bytes, of both generations. */
    static final long MOST_BYTES = 2 << 20;

    /** Longer texts are read each time: less work than the database has with them. */
    static final int LONGEST_KEY = 32 << 10;

    /** Of an entry: what it takes beside its texts. */
    private static final int OVERHEAD = 256;

    private final SqlDialect dialect;
    private volatile Generation young = new Generation();
    private volatile Generation old = new Generation();

    private static final class Generation {
        private final ConcurrentHashMap<String, SqlStatement> known = new ConcurrentHashMap<>();
        private final AtomicLong bytes = new AtomicLong();

        private boolean hasRoomFor(long more) {
            return known.size() < MOST / 2 && bytes.get() + more <= MOST_BYTES / 2;
        }
    }

    SqlStatements(SqlDialect dialect) {
        this.dialect = dialect;
    }

    SqlStatement of(@Nullable String text) {
        String sql = text == null ? "" : text;
        SqlStatement known = young.known.get(sql);
        return known != null ? known : remember(sql);
    }

    private SqlStatement remember(String sql) {
        SqlStatement known = old.known.get(sql);
        SqlStatement found = known != null ? known : SqlNormaliser.read(sql, dialect);
        if (sql.length() <= LONGEST_KEY) {
            // Two bytes a character, as where they are not Latin.
            long bytes = 2L * (sql.length() + found.text().length()) + OVERHEAD;
            Generation target = roomFor(bytes);
            if (target.known.putIfAbsent(sql, found) == null) {
                target.bytes.addAndGet(bytes);
            }
        }
        return found;
    }

    private synchronized Generation roomFor(long bytes) {
        if (!young.hasRoomFor(bytes)) {
            old = young;
            young = new Generation();
        }
        return young;
    }

    int size() {
        return young.known.size() + old.known.size();
    }

    long bytes() {
        return young.bytes.get() + old.bytes.get();
    }
}
