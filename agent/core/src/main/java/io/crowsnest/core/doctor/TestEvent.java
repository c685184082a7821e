package io.crowsnest.core.doctor;

import io.crowsnest.core.LogIdentity;
import io.crowsnest.core.settings.Key;
import io.crowsnest.core.settings.Keys;
import io.crowsnest.core.settings.Settings;
import io.crowsnest.exporter.logstash.LogstashDestination;
import io.crowsnest.exporter.spool.BatchResult;
import io.crowsnest.exporter.spool.BatchResult.Answered;
import io.crowsnest.exporter.spool.BatchResult.Failed;
import io.crowsnest.exporter.spool.BatchResult.Kind;
import io.crowsnest.exporter.spool.BatchResult.Verdict;
import io.crowsnest.exporter.spool.Destination;
import io.crowsnest.exporter.spool.Document;
import io.crowsnest.exporter.spool.EcsEncoder;
import io.crowsnest.exporter.spool.Outlet;
import io.crowsnest.exporter.spool.ServiceIdentity;
import io.crowsnest.telemetry.AgentThread;
import io.crowsnest.telemetry.LogEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One log event that people recognise, sent past the spool: what is not taken is lost, and said. */
final class TestEvent {

    /** Label of the event, whose value is the run. */
    private static final String LABEL = "crowsnest_send_test";

    /** A Logstash that takes nothing would be waited for without end. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Settings settings;
    private final ServiceIdentity identity;
    private final Document document;
    private final String run;

    private TestEvent(Settings settings, ServiceIdentity identity, String run) {
        this.settings = settings;
        this.identity = identity;
        this.run = run;
        LogEvent event = new LogEvent(
                1,
                Instant.now(),
                LogEvent.Level.INFO,
                "io.crowsnest.send-test",
                Thread.currentThread().getName(),
                "Test event of crowsnest send-test, run " + run,
                Map.of(LABEL, run),
                List.of(),
                null,
                null);
        this.document = new EcsEncoder(identity).encode(event);
    }

    /** The event of the service that the settings name. */
    static TestEvent of(Settings settings, String run) {
        return new TestEvent(settings, LogIdentity.of(settings), run);
    }

    /** Sends it, and waits for the answer. */
    void send(Outlet outlet, Findings findings) {
        String subject = subject(outlet).name();
        BatchResult result = result(outlet);
        if (result instanceof Failed failed) {
            findings.failure(subject, "took nothing: " + failed.reason(), remedy(outlet, advice(failed.kind())));
            return;
        }
        Verdict verdict = ((Answered) result).verdicts().get(0);
        switch (verdict.status()) {
            case DELIVERED -> delivered(outlet, subject, findings);
            case SET_ASIDE ->
                findings.warning(
                        subject,
                        "has the event, but keeps it apart: " + verdict.reason(),
                        "see " + identity.dataStream() + "::failures, and what the mapping there refuses");
            case BUSY, ADJOURNED ->
                findings.failure(
                        subject, "did not take the event for now: " + verdict.reason(), advice(Kind.OVERLOADED));
            case BLOCKED, REFUSED ->
                findings.failure(
                        subject,
                        "refused the event: " + verdict.reason(),
                        remedy(outlet, "see mapping and pipelines there: they refuse what every event has"));
        }
    }

    private void delivered(Outlet outlet, String subject, Findings findings) {
        String search = "labels." + LABEL + ":" + run;
        switch (outlet.name()) {
            case "elasticsearch" ->
                findings.ok(
                        subject,
                        "has the event " + document.id() + " in " + identity.dataStream() + ", search for " + search);
            case LogstashDestination.NAME -> logstash(subject, search, findings);
            case "file" -> findings.ok(subject, settings.find(Keys.LOGS_FILE) + " has the event");
            default -> findings.ok(subject, "the event is above");
        }
    }

    private void logstash(String subject, String search, Findings findings) {
        if (LogstashCheck.isLossy(settings)) {
            findings.warning(
                    subject,
                    "the event was written; whether it is there, tcp does not tell, search for " + search,
                    LogstashCheck.ACKNOWLEDGING);
        } else {
            findings.ok(subject, "has acknowledged the event; behind it, search for " + search);
        }
    }

    private BatchResult result(Outlet outlet) {
        try (Destination destination = outlet.open(identity)) {
            FutureTask<BatchResult> sending = new FutureTask<>(() -> destination.send(List.of(document)));
            new AgentThread("send-test", sending).start();
            return sending.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            return new Failed(Kind.UNREACHABLE, "no answer within " + PATIENCE.toSeconds() + " s");
        } catch (ExecutionException e) {
            return new Failed(Kind.UNREACHABLE, String.valueOf(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Failed(Kind.UNREACHABLE, "interrupted");
        }
    }

    /** What the doctor says of the destination, if it sees what is wrong; else {@code general}. */
    private String remedy(Outlet outlet, String general) {
        Findings seen = new Findings();
        switch (outlet.name()) {
            case "elasticsearch" -> ElasticsearchCheck.check(settings, seen);
            case LogstashDestination.NAME -> LogstashCheck.check(settings, seen);
            case "file" -> SpoolCheck.file(String.valueOf(settings.find(Keys.LOGS_FILE)), seen);
            default -> {
                // Of standard output there is nothing to see.
            }
        }
        return seen.firstRemedy(general);
    }

    private static String advice(Kind kind) {
        return switch (kind) {
            case UNREACHABLE, BLOCKED -> "see the log of the server, or of the proxy before it";
            case OVERLOADED -> "it has too much to do: try again, and see its load";
            case TOO_LARGE ->
                "it takes no request of a few hundred bytes: see its limits, or those of the proxy before it";
        };
    }

    private static Key<?> subject(Outlet outlet) {
        return switch (outlet.name()) {
            case "elasticsearch" -> Keys.ELASTICSEARCH_URL;
            case LogstashDestination.NAME -> Keys.LOGSTASH_URL;
            case "file" -> Keys.LOGS_FILE;
            default -> Keys.LOGS_STDOUT;
        };
    }
}
