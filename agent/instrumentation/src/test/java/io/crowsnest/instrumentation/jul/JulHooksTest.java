package io.crowsnest.instrumentation.jul;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.telemetry.LogEvent;
import io.crowsnest.telemetry.Logs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.ListResourceBundle;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

final class JulHooksTest {

    private final List<LogEvent> captured = new ArrayList<>();
    private final Logger logger = Logger.getAnonymousLogger();

    JulHooksTest() {
        Logs.shipTo(
                record -> captured.add(LogEvent.read(0, Arrays.copyOf(record.bytes(), record.length()))),
                LogEvent.Level.TRACE);
        logger.setUseParentHandlers(false);
        logger.addHandler(new Quiet());
    }

    private static final class Quiet extends Handler {
        @Override
        public void publish(LogRecord record) {}

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @Test
    void whatNoHandlerTakesIsNotCaptured() {
        logger.removeHandler(logger.getHandlers()[0]);

        log(new LogRecord(Level.SEVERE, "m"));

        assertThat(captured).isEmpty();
    }

    @Test
    void levelsAreMapped() {
        Map<Level, LogEvent.Level> levels = new TreeMap<>((a, b) -> Integer.compare(a.intValue(), b.intValue()));
        logger.setLevel(Level.ALL);
        for (Level level :
                List.of(Level.SEVERE, Level.WARNING, Level.INFO, Level.CONFIG, Level.FINE, Level.FINER, Level.FINEST)) {
            captured.clear();
            log(new LogRecord(level, "m"));
            levels.put(level, captured.get(0).level());
        }

        assertThat(levels)
                .containsExactly(
                        Map.entry(Level.FINEST, LogEvent.Level.TRACE),
                        Map.entry(Level.FINER, LogEvent.Level.TRACE),
                        Map.entry(Level.FINE, LogEvent.Level.DEBUG),
                        Map.entry(Level.CONFIG, LogEvent.Level.DEBUG),
                        Map.entry(Level.INFO, LogEvent.Level.INFO),
                        Map.entry(Level.WARNING, LogEvent.Level.WARN),
                        Map.entry(Level.SEVERE, LogEvent.Level.ERROR));
    }

    @Test
    void theMessageIsTranslatedAndFilledIn() {
        LogRecord record = new LogRecord(Level.INFO, "paid");
        record.setParameters(new Object[] {17});
        record.setResourceBundle(new ListResourceBundle() {
            @Override
            protected Object[][] getContents() {
                return new Object[][] {{"paid", "Order {0} is paid"}};
            }
        });

        log(record);

        assertThat(captured.get(0).message()).isEqualTo("Order 17 is paid");
    }

    @Test
    void whatTheLevelOfTheLoggerDropsIsNotCaptured() {
        logger.setLevel(Level.WARNING);

        log(new LogRecord(Level.INFO, "m"));

        assertThat(captured).isEmpty();
    }

    @Test
    void aRecordIsCapturedOnceItHasPassedTheFilter() {
        logger.setFilter(record -> true);

        Object state = JulHooks.log(logger, new LogRecord(Level.INFO, "m"));
        assertThat(captured).isEmpty();
        JulHooks.passed(logger);
        JulHooks.exit(state, null);

        assertThat(captured).hasSize(1);
    }

    @Test
    void aRecordThatTheFilterDropsIsForgotten() {
        logger.setFilter(record -> false);

        JulHooks.exit(JulHooks.log(logger, new LogRecord(Level.INFO, "m")), null);
        JulHooks.passed(logger);

        assertThat(captured).isEmpty();
    }

    private void log(LogRecord record) {
        assertThat(JulHooks.log(logger, record)).isNull();
    }
}
