package io.crowsnest.exporter.spool;

import io.crowsnest.exporter.spool.BatchResult.Answered;
import io.crowsnest.exporter.spool.BatchResult.Failed;
import io.crowsnest.exporter.spool.BatchResult.Kind;
import io.crowsnest.exporter.spool.BatchResult.Status;
import io.crowsnest.exporter.spool.BatchResult.Verdict;
import io.crowsnest.telemetry.DestinationStats;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Documents that were read from a feed and whose fate is open, oldest first, and how many of them go into a batch. Its monitor decides who
 * books an event: whoever takes it out of here.
 */
final class InFlight {

    /** More events than are likely to be poison in a row. */
    private static final int ENOUGH_TO_COMPARE = 256;

    private final Feed feed;
    private final Refusals refusals;
    private final Pace pace;
    private final DestinationStats stats;
    private final Deque<Document> documents = new ArrayDeque<>();
    private boolean abandoned;

    /** How many events one request may have at the moment. */
    private volatile int limit;

    InFlight(Feed feed, Refusals refusals, Pace pace) {
        this.feed = feed;
        this.refusals = refusals;
        this.pace = pace;
        this.stats = feed.stats();
        this.limit = pace.firstEvents();
    }

    /**
     * What is to be said about a batch, all of which is booked.
     *
     * @param gotThrough whether the destination took something, or there was nothing that it didn't
     * @param refusal why it refused a document for good, null if it didn't
     * @param aside why it keeps a document apart from the others, null if it doesn't
     * @param trouble why documents have to be sent again, null if none
     */
    record Outcome(
            boolean gotThrough,
            @Nullable String refusal,
            @Nullable String aside,
            @Nullable Failed trouble) {

        private static final Outcome NOTHING = new Outcome(false, null, null, null);
    }

    int limit() {
        return limit;
    }

    synchronized boolean isEmpty() {
        return documents.isEmpty();
    }

    synchronized boolean isAbandoned() {
        return abandoned;
    }

    /** What is here is nobody's any more: no figure changes from now on. Returns how many events are left, with those not read. */
    synchronized long abandon() {
        abandoned = true;
        return documents.size() + feed.unread();
    }

    /** The oldest documents, after filling up from the feed. */
    synchronized List<Document> nextBatch() throws IOException {
        List<Document> batch = new ArrayList<>();
        int bytes = 0;
        for (Document document : documents) {
            if (batch.size() == limit || bytes >= pace.bytes()) {
                return batch;
            }
            batch.add(document);
            bytes += document.json().length;
        }
        if (!abandoned) {
            List<Document> more = feed.next(limit - batch.size(), pace.bytes() - bytes);
            documents.addAll(more);
            batch.addAll(more);
            if (documents.isEmpty()) {
                // What was read could not be made documents: it is counted, and over.
                feed.settled(null);
            }
            sayOldest();
        }
        return batch;
    }

    /**
     * Books what became of a batch, which is what {@link #nextBatch} gave last.
     *
     * @param isQuick whether the answer came soon, so that larger batches may be tried
     */
    synchronized Outcome settle(List<Document> batch, BatchResult result, boolean isQuick) throws IOException {
        if (abandoned) {
            return Outcome.NOTHING;
        }
        Outcome outcome;
        if (result instanceof Answered answered && answered.verdicts().size() == batch.size()) {
            outcome = settle(batch, answered.verdicts(), isQuick);
        } else {
            outcome = settle(
                    batch,
                    result instanceof Failed failure
                            ? failure
                            : new Failed(Kind.UNREACHABLE, "answer for another number of documents"));
        }
        feed.settled(oldest());
        sayOldest();
        return outcome;
    }

    private Outcome settle(List<Document> batch, Failed failure) {
        if (failure.kind() != Kind.TOO_LARGE) {
            if (failure.kind() == Kind.OVERLOADED) {
                limit = Math.max(1, batch.size() / 2);
            } else if (failure.kind() == Kind.UNREACHABLE && limit < ENOUGH_TO_COMPARE) {
                // A few that are all poison look like this, too. They would be alone for ever if no others came in.
                limit = Math.min(pace.events(), 2 * limit);
            }
            return new Outcome(false, null, null, failure);
        }
        if (batch.size() > 1) {
            limit = batch.size() / 2;
            return Outcome.NOTHING;
        }
        boolean refused = refuse(documents.remove(), failure.reason());
        return new Outcome(false, refused ? failure.reason() : null, null, null);
    }

    private Outcome settle(List<Document> batch, List<Verdict> verdicts, boolean isQuick) {
        List<Document> kept = new ArrayList<>();
        int delivered = 0;
        int setAside = 0;
        int troubled = 0;
        Kind trouble = Kind.OVERLOADED;
        String reason = "";
        String refusal = null;
        String aside = null;
        for (Verdict verdict : verdicts) {
            Document document = documents.remove();
            switch (verdict.status()) {
                case DELIVERED -> delivered++;
                case SET_ASIDE -> {
                    setAside++;
                    aside = verdict.reason();
                }
                case REFUSED -> refusal = refuse(document, verdict.reason()) ? verdict.reason() : refusal;
                case ADJOURNED -> {
                    kept.add(document);
                    reason = verdict.reason();
                }
                case BUSY, BLOCKED -> {
                    kept.add(document);
                    troubled++;
                    reason = verdict.reason();
                    trouble = verdict.status() == Status.BLOCKED ? Kind.BLOCKED : trouble;
                }
            }
        }
        for (int i = kept.size() - 1; i >= 0; i--) {
            documents.addFirst(kept.get(i));
        }
        stats.delivered(delivered + setAside);
        stats.setAside(setAside);
        boolean gotThrough = delivered + setAside > 0 || kept.isEmpty();
        if (kept.isEmpty() || (troubled == 0 && gotThrough)) {
            limit = isQuick ? Math.min(pace.events(), limit + limit / 4 + 1) : limit;
            return new Outcome(gotThrough, refusal, aside, null);
        }
        // Not one alone: where a destination can tell a poison event only by another that it takes, that one would be
        // stuck for ever.
        limit = Math.max(2, batch.size() / 2);
        return new Outcome(gotThrough, refusal, aside, new Failed(trouble, reason));
    }

    /** False if the document is tried once more, in another form. */
    private boolean refuse(Document refused, String reason) {
        Document reduced = refusals.reduced(refused, reason);
        if (reduced == null) {
            return true;
        }
        documents.addLast(reduced);
        return false;
    }

    private void sayOldest() {
        Document first = documents.peek();
        stats.oldestPending(first == null ? 0 : first.event().timestamp().toEpochMilli());
    }

    /** Where the oldest record is that is here; null if there is none. A reduced form stands behind later ones. */
    private @Nullable Position oldest() {
        Position oldest = null;
        for (Document document : documents) {
            Position start = document.start();
            if (oldest == null || start.sequence() < oldest.sequence()) {
                oldest = start;
            }
        }
        return oldest;
    }
}
