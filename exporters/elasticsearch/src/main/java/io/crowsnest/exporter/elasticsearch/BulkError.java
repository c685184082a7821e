package io.crowsnest.exporter.elasticsearch;

import java.util.Set;

/**
 * An error as Elasticsearch words it, of one document or of the whole request.
 *
 * @param type snake case, for example {@code document_parsing_exception}; empty if there was none
 * @param reason for people; empty if there was none
 */
record BulkError(String type, String reason) {

    static final BulkError NONE = new BulkError("", "");

    /** These pass, whatever the status: a read-only index for example answers 403 until somebody has made room on the disk. */
    private static final Set<String> PASSING = Set.of(
            "es_rejected_execution_exception",
            "unavailable_shards_exception",
            "cluster_block_exception",
            "circuit_breaking_exception");

    /** These have status 400 like an error in a document; {@code validation_exception} says that the cluster has too many shards. */
    private static final Set<String> ABOUT_THE_INDEX =
            Set.of("index_closed_exception", "invalid_index_name_exception", "validation_exception");

    private static final int MAX_REASON = 300;

    BulkError {
        reason = reason.substring(0, Math.min(MAX_REASON, reason.length()));
    }

    /** Whether it goes away without anybody's touching a setting of ours or of the index. */
    boolean passes() {
        return PASSING.contains(type);
    }

    /** Whether every document would be refused, so that it is no fault of this one. */
    boolean isAboutTheIndex() {
        return ABOUT_THE_INDEX.contains(type) || reason.startsWith("pipeline with id [");
    }

    /** To append to other text. */
    @Override
    public String toString() {
        return (type.isEmpty() ? "" : " " + type) + (reason.isEmpty() ? "" : ": " + reason);
    }
}
