package io.crowsnest.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.telemetry.Database.Operation;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DatabaseTest {

    @AfterEach
    void end() {
        Database.Running.reset();
    }

    @Test
    void a_statement_within_another_counts_once() {
        Operation outer = Database.start("db", "select 1");

        assertThat(Database.start("db", "select 1")).isNull();
        Database.stop(outer, null);
        assertThat(Database.start("db", "select 1")).isNotNull();
    }

    @Test
    void what_a_driver_asks_of_its_own_accord_is_no_statement() {
        Database.Running asking = Database.driverAsks();

        assertThat(Database.start("db", "show procedure status")).isNull();
        assertThat(Database.driverAsks()).isNull();
        Database.driverAsked(asking);
        assertThat(Database.start("db", "select 1")).isNotNull();
    }

    @Test
    void a_request_begins_without_a_statement() {
        Database.start("db", "select 1");

        HttpServer.start(null, null);

        assertThat(Database.start("db", "select 1")).isNotNull();
    }

    /** Each depth meets the end of the stack at another call. */
    @Test
    void after_a_stack_overflow_in_a_statement_the_next_one_counts() throws InterruptedException {
        AtomicInteger counted = new AtomicInteger();
        for (int depth = 0; depth < 100; depth++) {
            int padding = depth;
            Thread thread = new Thread(
                    null,
                    () -> {
                        try {
                            pad(padding);
                        } catch (StackOverflowError e) {
                            // The application goes on, with the thread that had it.
                        }
                        if (Database.start("db", "select 1") != null) {
                            counted.incrementAndGet();
                        }
                    },
                    "deep",
                    256 << 10);
            thread.start();
            thread.join();
        }

        assertThat(counted).hasValue(100);
    }

    private static int pad(int calls) {
        return calls == 0 ? recurse(1_000_000) : pad(calls - 1) + 1;
    }

    /** A statement per call, with the guards that woven code has: a hook that fails is a hook that did nothing. */
    private static int recurse(int calls) {
        Operation operation = null;
        try {
            operation = Database.start("db", "select 1");
        } catch (StackOverflowError e) {
            // No statement.
        }
        if (operation != null) {
            try {
                Database.stop(operation, null);
            } catch (StackOverflowError e) {
                // Not recorded.
            }
        }
        return calls == 0 ? 0 : recurse(calls - 1) + 1;
    }
}
