package io.crowsnest.exporter.prometheus.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** What a receiver may answer, byte by byte, and what happens when it does not. */
@Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
class PushClientTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Test
    void answers_that_only_say_that_another_will_come_are_passed_over() throws IOException {
        Answer answer = answerTo("""
                HTTP/1.1 100 Continue

                HTTP/1.1 103 Early Hints
                Link: </style.css>; rel=preload

                HTTP/1.1 429 Too Many Requests
                Retry-After: 7

                too many samples
                """);

        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.retryAfter()).isEqualTo(Duration.ofSeconds(7));
        assertThat(answer.text()).isEqualTo("too many samples");
    }

    @Test
    void a_receiver_may_name_the_time_when_it_wants_to_be_asked_again() throws IOException {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                ZonedDateTime.now(ZoneOffset.UTC).plusHours(2));

        Answer answer = answerTo("HTTP/1.1 503 Service Unavailable\nretry-AFTER: " + date + "\n\nlater\n");

        assertThat(answer.retryAfter()).isBetween(Duration.ofMinutes(119), Duration.ofHours(2));
    }

    @Test
    void a_receiver_that_never_reads_holds_nobody_up_for_longer_than_any_other() throws IOException {
        try (RawReceiver receiver = RawReceiver.deaf()) {
            PushTarget target = PushTarget.of(receiver.url(), PushConfig.Access.open("crowsnest/test"));
            byte[] tooLarge = new byte[32 << 20];

            assertThatThrownBy(() -> new PushClient().send("PUT", target, tooLarge, Map.of(), Duration.ofMillis(300)))
                    .isInstanceOf(IOException.class)
                    .hasMessage("no answer from " + target.authority() + " within 300 ms");
        }
    }

    private static Answer answerTo(String lines) throws IOException {
        try (RawReceiver receiver = RawReceiver.answering(lines)) {
            PushTarget target = PushTarget.of(receiver.url(), PushConfig.Access.open("crowsnest/test"));
            return new PushClient().send("POST", target, new byte[0], Map.of(), PATIENCE);
        }
    }
}
