package io.crowsnest.exporter.prometheus.push;

import io.crowsnest.exporter.prometheus.ScrapeText;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Leaves the last state of this process at a Pushgateway, where Prometheus finds it when the process is gone: replaces the group (PUT), or
 * deletes it (DELETE) if it shall not outlive the process.
 */
final class Pushgateway implements Push {

    private static final Map<String, String> TEXT = Map.of("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final PushTarget group;
    private final @Nullable Duration interval;
    private final boolean deleteAtEnd;
    private final ScrapeText text;
    private final PushClient client;
    private final PushReport report;

    /**
     * Prepares it.
     *
     * @throws IllegalArgumentException if the settings name no group
     */
    Pushgateway(PushConfig config, ScrapeText text, PushClient client, PushReport report) {
        PushTarget gateway = PushTarget.of(config.url(), config.access());
        this.group = gateway.withPath(gateway.path() + GroupPath.of(config.job(), config.grouping()));
        this.interval = config.interval();
        this.deleteAtEnd = config.deleteOnExit();
        this.text = text;
        this.client = client;
        this.report = report;
    }

    @Override
    public long run() throws IOException {
        if (interval == null) {
            return NEVER;
        }
        send("PUT", now(PATIENCE), PATIENCE);
        return interval.toNanos();
    }

    @Override
    public void end(long deadline) throws IOException {
        byte[] last = deleteAtEnd ? null : now(Deadline.left(deadline).dividedBy(2));
        String method = deleteAtEnd ? "DELETE" : "PUT";
        // A second time, as a connection may break; not more, as the process waits.
        if (!send(method, last, Deadline.left(deadline).dividedBy(2)) && !send(method, last, Deadline.left(deadline))) {
            report.lost(deleteAtEnd ? "the group was not deleted" : "the last state is not at the Pushgateway");
        }
    }

    private byte[] now(Duration patience) throws IOException {
        return text.now(patience.toNanos()).copy();
    }

    private boolean send(String method, byte @Nullable [] body, Duration patience) {
        try {
            Answer answer = client.send(method, group, body, body == null ? Map.of() : TEXT, patience);
            if (answer.isAccepted()) {
                report.succeeded();
                return true;
            }
            report.failed(answer.toString());
        } catch (IOException e) {
            report.failed(Reasons.of(e));
        }
        return false;
    }
}
