package io.crowsnest.core.doctor;

import io.crowsnest.core.settings.Keys;
import io.crowsnest.core.settings.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/** The receiver that metrics would be pushed to. It is asked, not pushed to: what it says of samples is not known. */
final class PushCheck {

    private static final String SUBJECT = Keys.PROMETHEUS_PUSH_URL.name();

    private PushCheck() {}

    static void check(Settings settings, Findings findings) {
        String url = settings.find(Keys.PROMETHEUS_PUSH_URL);
        if (url == null || !Http.canAsk(url, Keys.PROMETHEUS_PUSH_URL.shown(url), SUBJECT, findings)) {
            return;
        }
        try {
            Http server = new Http(URI.create(url), settings.find(Keys.PROMETHEUS_PUSH_CA), authorization(settings));
            HttpResponse<String> answer = server.get("");
            ClockCheck.check(SUBJECT, answer, findings);
            if (answer.statusCode() == 401 || answer.statusCode() == 403) {
                findings.failure(
                        SUBJECT,
                        server.base() + " does not accept the credentials",
                        "set prometheus.push.username and .password, or prometheus.push.token");
            } else {
                findings.ok(SUBJECT, server.base() + " answers");
            }
        } catch (IOException | IllegalArgumentException e) {
            findings.failure(
                    SUBJECT,
                    Keys.PROMETHEUS_PUSH_URL.shown(url) + ": " + Reasons.of(e),
                    "start the receiver, or correct prometheus.push.url and prometheus.push.ca");
        }
    }

    private static @Nullable String authorization(Settings settings) {
        String token = settings.find(Keys.PROMETHEUS_PUSH_TOKEN);
        if (token != null) {
            return "Bearer " + token;
        }
        String user = settings.find(Keys.PROMETHEUS_PUSH_USERNAME);
        String password = settings.find(Keys.PROMETHEUS_PUSH_PASSWORD);
        return user == null ? null : Http.basic(user + ":" + (password == null ? "" : password));
    }
}
