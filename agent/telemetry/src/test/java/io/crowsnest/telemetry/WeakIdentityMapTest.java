package io.crowsnest.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class WeakIdentityMapTest {

    private final WeakIdentityMap<String> texts = new WeakIdentityMap<>();

    /** All statements of this class are equal, as those of a careless driver. */
    private record Statement() {}

    @Test
    void a_statement_gives_back_its_text() {
        Statement statement = new Statement();
        texts.put(statement, "SELECT 1");

        assertThat(texts.get(statement)).isEqualTo("SELECT 1");
    }

    @Test
    void equal_statements_are_different_statements() {
        Statement one = new Statement();
        Statement other = new Statement();
        texts.put(one, "SELECT 1");
        texts.put(other, "SELECT 2");

        assertThat(texts.get(one)).isEqualTo("SELECT 1");
        assertThat(texts.get(other)).isEqualTo("SELECT 2");
    }

    @Test
    void the_last_text_of_a_statement_counts() {
        Statement statement = new Statement();

        assertThat(texts.put(statement, "SELECT 1")).isNull();
        assertThat(texts.put(statement, "SELECT 2")).isEqualTo("SELECT 1");
        assertThat(texts.get(statement)).isEqualTo("SELECT 2");
    }

    @Test
    void a_statement_that_is_removed_has_no_text() {
        Statement statement = new Statement();
        texts.put(statement, "SELECT 1");

        assertThat(texts.remove(statement)).isEqualTo("SELECT 1");
        assertThat(texts.get(statement)).isNull();
    }

    @Test
    void an_unknown_statement_has_no_text() {
        assertThat(texts.get(new Statement())).isNull();
    }

    @Test
    void a_statement_that_is_gone_takes_its_text_along() {
        for (int i = 0; i < 100; i++) {
            texts.put(new Statement(), "SELECT 1");
        }

        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (texts.size() > 1 && System.nanoTime() < deadline) {
            System.gc();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            texts.put(new Statement(), "SELECT 2");
        }
        assertThat(texts.size()).isLessThan(100);
    }
}
