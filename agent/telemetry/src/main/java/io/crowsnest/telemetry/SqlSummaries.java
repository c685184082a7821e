package io.crowsnest.telemetry;

import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Summaries by statement text. Bounded: an application that writes literals into its SQL must not fill the heap. */
final class SqlSummaries {

    private static final int MOST = 1024;
    private static final int LONGEST_KEY = 2048;

    private final ConcurrentHashMap<String, SqlSummary> known = new ConcurrentHashMap<>();

    SqlSummary of(@Nullable String text) {
        String sql = text == null ? "" : text;
        SqlSummary found = known.get(sql);
        if (found == null) {
            found = SqlSummary.of(sql);
            if (sql.length() <= LONGEST_KEY && known.size() < MOST) {
                known.put(sql, found);
            }
        }
        return found;
    }
}
