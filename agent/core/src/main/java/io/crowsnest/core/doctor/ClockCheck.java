package io.crowsnest.core.doctor;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** The clock of this machine, beside that of a server, if its answer tells. */
final class ClockCheck {

    private static final Duration TOLERABLE = Duration.ofSeconds(30);

    private ClockCheck() {}

    static void check(String subject, HttpResponse<?> answer, Findings findings) {
        Optional<String> date = answer.headers().firstValue("Date");
        if (date.isEmpty()) {
            return;
        }
        try {
            Instant there = ZonedDateTime.parse(date.get(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration difference = Duration.between(there, Instant.now());
            if (difference.abs().compareTo(TOLERABLE) > 0) {
                findings.warning(
                        subject,
                        "the clock here is " + difference.abs().toSeconds() + " s "
                                + (difference.isNegative() ? "behind" : "ahead of") + " that of the server",
                        "synchronise the clocks (NTP): dashboards find log lines and samples by their time");
            }
        } catch (DateTimeParseException e) {
            findings.warning(subject, "answers with a date that is none: " + date.get(), "see what answers there");
        }
    }
}
