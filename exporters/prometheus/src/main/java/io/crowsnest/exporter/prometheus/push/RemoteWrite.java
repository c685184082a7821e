package io.crowsnest.exporter.prometheus.push;

import io.crowsnest.exporter.prometheus.ScrapeText;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Sends samples to a receiver of Prometheus Remote-Write 1.0. While it is away they wait, in a buffer that has an end; what it refuses is
 * given up, as the specification wants it: it would refuse it again.
 */
final class RemoteWrite implements Push {

    private static final String USUAL_PATH = "/api/v1/write";
    private static final Map<String, String> HEADERS = Map.of(
            "Content-Type", "application/x-protobuf",
            "Content-Encoding", "snappy",
            "X-Prometheus-Remote-Write-Version", "0.1.0");
    private static final Duration LONGEST_PATIENCE = Duration.ofSeconds(10);
    private static final Duration SHORTEST_PATIENCE = Duration.ofSeconds(1);

    private final PushTarget receiver;
    private final Duration interval;
    private final Duration patience;
    private final ScrapeText text;
    private final PushClient client;
    private final PushReport report;
    private final WaitingRequests waiting;
    private final WriteRequests requests;
    private final Backoff backoff = new Backoff();
    private long nextScrape = System.nanoTime();
    private long nextTry = nextScrape;

    /** Prepares it; {@code config} has an interval. */
    RemoteWrite(PushConfig config, ScrapeText text, PushClient client, PushFigures figures, PushReport report) {
        PushTarget given = PushTarget.of(config.url(), config.access());
        this.receiver = given.path().isEmpty() ? given.withPath(USUAL_PATH) : given;
        this.interval = Objects.requireNonNull(config.interval());
        // Whoever lets us wait for an answer shall not cost more than one scrape.
        this.patience = interval.compareTo(LONGEST_PATIENCE) > 0
                ? LONGEST_PATIENCE
                : interval.compareTo(SHORTEST_PATIENCE) < 0 ? SHORTEST_PATIENCE : interval;
        this.text = text;
        this.client = client;
        this.report = report;
        this.waiting = new WaitingRequests(config.bufferBytes(), figures);
        Map<String, String> target = new LinkedHashMap<>();
        target.put("job", config.job());
        target.put("instance", config.instance());
        this.requests = new WriteRequests(new SeriesLabels(target, config.tags()), waiting);
    }

    @Override
    public long run() throws IOException {
        long now = System.nanoTime();
        if (now - nextScrape >= 0) {
            nextScrape = Math.max(nextScrape + interval.toNanos(), now);
            scrape(false, patience);
        }
        if (!waiting.isEmpty() && System.nanoTime() - nextTry >= 0) {
            sendOldest(patience);
        }
        long next = waiting.isEmpty() ? nextScrape : Math.min(nextScrape, nextTry);
        return next - System.nanoTime();
    }

    @Override
    public void end(long deadline) throws IOException {
        scrape(true, Deadline.left(deadline).dividedBy(2));
        // A second time, as a connection may break; not more, as the process waits.
        for (int failures = 0;
                failures < 2 && !waiting.isEmpty() && !Deadline.left(deadline).isZero(); ) {
            failures += sendOldest(Deadline.left(deadline).dividedBy(failures == 0 ? 2 : 1)) ? 0 : 1;
        }
        long lost = waiting.giveUp();
        if (lost > 0) {
            report.lost(lost + " samples were not sent before the end");
        }
    }

    private void scrape(boolean last, Duration time) throws IOException {
        requests.add(text.now(time.toNanos()), System.currentTimeMillis(), last);
    }

    /** Whether the receiver answered in a way that settles it. */
    private boolean sendOldest(Duration time) {
        WaitingRequests.Waiting oldest = Objects.requireNonNull(waiting.oldest());
        Answer answer;
        try {
            answer = client.send("POST", receiver, oldest.body(), HEADERS, time);
        } catch (IOException e) {
            later(Reasons.of(e), null);
            return false;
        }
        if (answer.isForLater()) {
            later(answer.toString(), answer.retryAfter());
            return false;
        }
        backoff.reset();
        if (answer.isAccepted()) {
            waiting.sent();
            report.succeeded();
        } else {
            waiting.refused();
            report.failed(answer.toString());
        }
        return true;
    }

    private void later(String reason, @Nullable Duration asked) {
        report.failed(reason);
        nextTry = System.nanoTime() + backoff.nanos(asked);
    }
}
