package io.crowsnest.exporter.prometheus.push;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Where metrics are pushed to, and as what.
 *
 * @param url of the receiver, {@code http} or {@code https}
 * @param protocol how it is spoken to
 * @param interval how often; null for only once, at the end
 * @param job name of what runs here, the label {@code job}
 * @param instance tells processes of one job apart, the label {@code instance}; remote write only
 * @param tags further labels of all series; remote write only
 * @param grouping further labels of the group that is replaced; Pushgateway only
 * @param deleteOnExit whether the group is deleted at the end; Pushgateway only
 * @param bufferBytes what may wait in memory while the receiver is away; remote write only
 * @param access what the receiver wants to see
 */
public record PushConfig(
        URI url,
        Protocol protocol,
        @Nullable Duration interval,
        String job,
        String instance,
        Map<String, String> tags,
        Map<String, String> grouping,
        boolean deleteOnExit,
        long bufferBytes,
        Access access) {

    /** Ways to push. */
    public enum Protocol {
        PUSHGATEWAY("pushgateway"),
        REMOTE_WRITE("remote-write");

        private final String key;

        Protocol(String key) {
            this.key = key;
        }

        /** As settings spell it. */
        public String key() {
            return key;
        }
    }

    /**
     * What goes with each request.
     *
     * @param username of basic authentication, or null
     * @param password of basic authentication, or null
     * @param token of bearer authentication, or null
     * @param headers further ones
     * @param tls for {@code https}; null if the URL is {@code http}
     * @param userAgent who sends
     */
    public record Access(
            @Nullable String username,
            @Nullable String password,
            @Nullable String token,
            Map<String, String> headers,
            @Nullable SSLContext tls,
            String userAgent) {

        /** Nothing but a name. */
        public static Access open(String userAgent) {
            return new Access(null, null, null, Map.of(), null, userAgent);
        }
    }
}
