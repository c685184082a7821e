package io.crowsnest.instrumentation.log4j2;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.telemetry.LogEvent;
import io.crowsnest.telemetry.Logs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.MarkerManager;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.Filter;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.filter.ThresholdFilter;
import org.apache.logging.log4j.message.Message;
import org.apache.logging.log4j.message.ObjectMessage;
import org.apache.logging.log4j.message.ParameterizedMessage;
import org.apache.logging.log4j.message.ReusableMessageFactory;
import org.apache.logging.log4j.message.SimpleMessage;
import org.apache.logging.log4j.message.StringMapMessage;
import org.apache.logging.log4j.message.StructuredDataMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class Log4j2HooksTest {

    private final List<LogEvent> captured = new ArrayList<>();
    private final Logger logger = new LoggerContext("test").getLogger("a.B");

    Log4j2HooksTest() {
        Logs.shipTo(
                record -> captured.add(LogEvent.read(0, Arrays.copyOf(record.bytes(), record.length()))),
                LogEvent.Level.INFO);
    }

    @AfterEach
    void forgetContext() {
        ThreadContext.clearAll();
    }

    @Test
    void aReusableMessageStaysAsItIsAndItsTextIsTaken() {
        Message message = ReusableMessageFactory.INSTANCE.newMessage("{} of {}", 1, "two");

        assertThat(log(Level.INFO, message)).isSameAs(message);
        assertThat(captured.get(0).message()).isEqualTo("1 of two");
    }

    @Test
    void anObjectOfTheApplicationIsAskedForItsTextOnce() {
        AtomicInteger asked = new AtomicInteger();
        Message message = ReusableMessageFactory.INSTANCE.newMessage("{}", new Object() {
            @Override
            public String toString() {
                return "asked " + asked.incrementAndGet();
            }
        });

        Message passedOn = log(Level.INFO, message);

        assertThat(passedOn.getFormattedMessage()).isEqualTo("asked 1");
        assertThat(captured.get(0).message()).isEqualTo("asked 1");
    }

    @Test
    void theContextIsLabelsAndTheEventsOwnPairsWin() {
        ThreadContext.put("user", "ann");
        ThreadContext.put("order", "16");

        log(Level.INFO, new StringMapMessage().with("order", "17"));

        assertThat(captured.get(0).labels())
                .containsEntry("user", "ann")
                .containsEntry("order", "17")
                .hasSize(2);
    }

    @Test
    void theTextOfStructuredDataIsTheMessageAndTheDataAreLabels() {
        StructuredDataMessage message = new StructuredDataMessage("id@1", "paid", "shop");
        message.put("order", "17");

        log(Level.INFO, message);

        assertThat(captured.get(0).message()).isEqualTo("paid");
        assertThat(captured.get(0).labels()).containsEntry("order", "17");
    }

    @Test
    void markersComeBeforeTheirParents() {
        Log4j2Hooks.logMessage(
                logger,
                "",
                Level.INFO,
                MarkerManager.getMarker("CHILD").setParents(MarkerManager.getMarker("PARENT")),
                new SimpleMessage("m"),
                null);

        assertThat(captured.get(0).markers()).containsExactly("CHILD", "PARENT");
    }

    @Test
    void levelsOfTheApplicationCountAsTheStandardLevelBelow() {
        log(Level.forName("NOTICE", 350), new SimpleMessage("m"));
        log(Level.FATAL, new SimpleMessage("m"));

        assertThat(captured).extracting(LogEvent::level).containsExactly(LogEvent.Level.WARN, LogEvent.Level.ERROR);
    }

    @Test
    void whatAFilterOfTheLoggersConfigurationDropsIsNotCaptured() {
        logger.get().addFilter(ThresholdFilter.createFilter(Level.WARN, Filter.Result.NEUTRAL, Filter.Result.DENY));

        log(Level.INFO, new SimpleMessage("dropped"));
        log(Level.WARN, new SimpleMessage("kept"));

        assertThat(captured).extracting(LogEvent::message).containsExactly("kept");
    }

    @Test
    void aMessageWhoseTextFailsIsCapturedAsSuch() {
        Message message = new ObjectMessage(new Object() {
            @Override
            public String toString() {
                throw new UnsupportedOperationException("no text");
            }
        });

        assertThat(log(Level.WARN, message)).isSameAs(message);
        assertThat(captured.get(0).logger()).isEqualTo("a.B");
        assertThat(captured.get(0).message()).contains("UnsupportedOperationException");
    }

    @Test
    void theThrowableIsNotAskedForItsTextAsAnArgument() {
        Throwable thrown = new IllegalStateException("no");

        log(Level.WARN, new ParameterizedMessage("failed", new Object[] {thrown}, thrown));

        assertThat(captured.get(0).message()).isEqualTo("failed");
    }

    private Message log(Level level, Message message) {
        return Log4j2Hooks.log(logger, level, null, "", null, message, null);
    }
}
