package io.crowsnest.exporter.spool;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a batch that was sent. */
public sealed interface BatchResult {

    /** The destination answered for each document; {@code verdicts} are in the order of the batch, as many as documents. */
    record Answered(List<Verdict> verdicts) implements BatchResult {}

    /**
     * No document of the batch is acknowledged: all are sent again.
     *
     * @param kind what to do before
     * @param reason for people; one line without secrets
     * @param retryAfter how long the destination asks to be left alone, null if it didn't say
     */
    record Failed(Kind kind, String reason, @Nullable Duration retryAfter) implements BatchResult {
        public Failed(Kind kind, String reason) {
            this(kind, reason, null);
        }
    }

    /** Why a whole batch failed. */
    enum Kind {
        /** No connection, no answer or none that makes sense: try again. */
        UNREACHABLE,
        /** It has too much to do: try again with less. */
        OVERLOADED,
        /** It doesn't take requests of this size: try again with less at once. */
        TOO_LARGE,
        /** It won't have anything from us until somebody changes a setting: keep all, ask now and then. */
        BLOCKED
    }

    /**
     * What became of one document.
     *
     * @param status what to do with it
     * @param reason for people; empty when it was delivered
     */
    record Verdict(Status status, String reason) {
        public static final Verdict DELIVERED = new Verdict(Status.DELIVERED, "");
    }

    /** What to do with one document. */
    enum Status {
        /** Nothing: it is there, now or since an earlier attempt. */
        DELIVERED,
        /** Nothing, too: the destination has it, but not among the others, where people look. */
        SET_ASIDE,
        /** Send it again later. */
        BUSY,
        /** Send it again with the next ones, at once: something can be found out about it only beside others, of which this batch had too few. */
        ADJOURNED,
        /** Send it again once somebody has changed a setting. */
        BLOCKED,
        /** This document, as it is, will never be taken. */
        REFUSED
    }
}
