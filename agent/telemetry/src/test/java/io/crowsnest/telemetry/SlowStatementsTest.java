package io.crowsnest.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.telemetry.LogEvent.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SlowStatementsTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final List<LogEvent> events = new ArrayList<>();
    private final long now = System.nanoTime();

    SlowStatementsTest() {
        Logs.shipTo(record -> events.add(LogEvent.read(0, Arrays.copyOf(record.bytes(), record.length()))), Level.INFO);
    }

    @AfterEach
    void end() {
        SlowStatements.longerThan(Duration.ofSeconds(1));
        TraceContext.swap(null);
        Logs.shipTo(event -> {}, Level.INFO);
    }

    private static SqlStatement statement(String text) {
        return SqlStatement.of("SELECT", "t", text);
    }

    private void slow(SqlStatement statement, long at) {
        SlowStatements.slow(2 * SECOND, "postgresql", statement, "none", at);
    }

    @Test
    void becomes_a_log_document_with_digest_text_and_trace() {
        TraceContext trace = TraceContext.create();
        TraceContext.swap(trace);
        SqlStatement statement = statement("select document from t");

        SlowStatements.ended(1_234_567_890L, "postgresql", statement, "57014");

        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event.level()).isEqualTo(Level.WARN);
            assertThat(event.logger()).isEqualTo("crowsnest.database");
            assertThat(event.message()).isEqualTo("slow statement: select document from t");
            assertThat(event.thread()).isEqualTo(Thread.currentThread().getName());
            assertThat(event.trace().traceId()).isEqualTo(trace.traceId());
            assertThat(event.trace().spanId()).isEqualTo(trace.spanId());
            assertThat(event.labels())
                    .containsEntry("db_query_digest", statement.digest())
                    .containsEntry("db_system_name", "postgresql")
                    .containsEntry("duration_ms", "1234")
                    .containsEntry("error_type", "57014")
                    .containsEntry("left_out", "0")
                    .hasSize(5);
        });
    }

    @Test
    void longer_than_the_setting_is_slow() {
        SlowStatements.longerThan(Duration.ofMillis(5));

        SlowStatements.ended(5_000_000, "postgresql", statement("select exactly from t"), "none");
        assertThat(events).isEmpty();
        SlowStatements.ended(5_000_001, "postgresql", statement("select longer from t"), "none");
        assertThat(events).hasSize(1);
    }

    @Test
    void of_one_digest_there_is_one_in_a_second_which_says_how_many_were_left_out() {
        SqlStatement statement = statement("select often from t");

        slow(statement, now);
        slow(statement, now + SECOND / 2);
        slow(statement, now + SECOND);
        slow(statement, now + SECOND + 1);
        slow(statement, now + 3 * SECOND);

        assertThat(events).extracting(event -> event.labels().get("left_out")).containsExactly("0", "2", "0");
    }

    @Test
    void another_digest_does_not_wait() {
        slow(statement("select one from t"), now);
        slow(statement("select another from t"), now);

        assertThat(events).hasSize(2);
    }

    @Test
    void where_warnings_are_not_shipped_nothing_happens() {
        Logs.shipTo(record -> events.add(null), Level.ERROR);

        SlowStatements.ended(2 * SECOND, "postgresql", statement("select unwanted from t"), "none");

        assertThat(events).isEmpty();
    }

    @Test
    void the_database_says_what_was_slow() {
        SlowStatements.longerThan(Duration.ZERO);
        Database.Operation outer = Database.start(null, "SELECT whole FROM t WHERE a = \"secret\"");
        Database.start("mysql", null);

        Database.stop(outer, new SQLException("secret", "42S02"));

        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event.message()).isEqualTo("slow statement: select whole from t where a = ?");
            assertThat(event.labels()).containsEntry("db_system_name", "mysql").containsEntry("error_type", "42S02");
        });
    }
}
