package io.crowsnest.core.doctor;

import io.crowsnest.core.LogIdentity;
import io.crowsnest.core.settings.Keys;
import io.crowsnest.core.settings.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The nodes that log documents would go to: whether they answer, know us, and let us write. */
final class ElasticsearchCheck {

    private static final String URLS = Keys.ELASTICSEARCH_URL.name();

    private ElasticsearchCheck() {}

    static void check(Settings settings, Findings findings) {
        List<String> urls = settings.find(Keys.ELASTICSEARCH_URL);
        if (urls == null) {
            return;
        }
        for (String url : urls) {
            String shown = Keys.ELASTICSEARCH_URL.shown(url);
            if (!Http.canAsk(url, shown, URLS, findings)) {
                continue;
            }
            try {
                Http server = new Http(URI.create(url), settings.find(Keys.ELASTICSEARCH_CA), authorization(settings));
                check(server, LogIdentity.of(settings).dataStream(), findings);
            } catch (IOException | IllegalArgumentException e) {
                findings.failure(
                        URLS,
                        shown + ": " + Reasons.of(e),
                        "start the server, or correct elasticsearch.url and elasticsearch.ca: logs wait on disk meanwhile");
            }
        }
    }

    private static void check(Http server, String dataStream, Findings findings) throws IOException {
        HttpResponse<String> who = server.get("/_security/_authenticate");
        ClockCheck.check(URLS, who, findings);
        if (who.statusCode() == 401) {
            findings.failure(
                    URLS,
                    server.base() + " does not accept the credentials",
                    "set elasticsearch.api-key, or elasticsearch.username and elasticsearch.password");
        } else if (who.statusCode() >= 500) {
            findings.failure(
                    URLS,
                    server.base() + " answers " + who.statusCode(),
                    "see the log of the server, or of the proxy before it");
        } else if (who.statusCode() == 200 && !mayWrite(server, dataStream)) {
            findings.failure(
                    URLS,
                    server.base() + " does not let us write to " + dataStream,
                    "give the user or key the privileges create_doc and auto_configure on " + dataStream);
        } else {
            findings.ok(
                    URLS, server.base() + (who.statusCode() == 200 ? " lets us write to " + dataStream : " answers"));
        }
    }

    private static boolean mayWrite(Http server, String dataStream) throws IOException {
        String question =
                "{\"index\":[{\"names\":[\"" + dataStream + "\"],\"privileges\":[\"create_doc\",\"auto_configure\"]}]}";
        HttpResponse<String> answer = server.post("/_security/user/_has_privileges", question);
        return answer.body().replace(" ", "").contains("\"has_all_requested\":true");
    }

    private static @Nullable String authorization(Settings settings) {
        String key = settings.find(Keys.ELASTICSEARCH_API_KEY);
        if (key != null) {
            return "ApiKey " + key;
        }
        String user = settings.find(Keys.ELASTICSEARCH_USERNAME);
        String password = settings.find(Keys.ELASTICSEARCH_PASSWORD);
        return user == null ? null : Http.basic(user + ":" + (password == null ? "" : password));
    }
}
