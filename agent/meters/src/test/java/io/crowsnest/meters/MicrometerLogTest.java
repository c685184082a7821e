package io.crowsnest.meters;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.common.util.internal.logging.InternalLogger;
import io.micrometer.common.util.internal.logging.InternalLoggerFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MicrometerLogTest {

    private final InternalLoggerFactory before = InternalLoggerFactory.getDefaultFactory();
    private final List<String> complaints = new ArrayList<>();

    @AfterEach
    void restore() {
        InternalLoggerFactory.setDefaultFactory(before);
    }

    @Test
    void warnings_and_errors_arrive_with_their_arguments_filled_in_and_the_rest_goes_nowhere() {
        MicrometerLog.sendTo(complaints::add);
        InternalLogger log = InternalLoggerFactory.getInstance("a.Class");

        log.info("not {}", "this");
        log.warn("name {} is {}", "x", "taken");
        log.error("failed", new IllegalStateException("why"));

        assertThat(complaints).containsExactly("name x is taken", "failed: java.lang.IllegalStateException: why");
    }
}
