package io.crowsnest.telemetry;

import java.nio.charset.StandardCharsets;

/**
 * What is known of a statement, all of it fit to be shown.
 *
 * @param operation upper-case keyword, or {@code other}
 * @param collection first table, or {@code none}
 * @param batchOperation the operation when many of it are sent at once
 * @param text without literals, see {@link SqlNormaliser}
 * @param digest of the text: its FNV-1a hash of 64 bits over UTF-8, as 16 lower-case hexadecimal digits. The same on every
 *     machine and in every version that writes the same text
 */
record SqlStatement(String operation, String collection, String batchOperation, String text, String digest) {

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    static SqlStatement of(String operation, String collection, String text) {
        String batchOperation = operation.equals("other") ? "BATCH" : "BATCH ".concat(operation);
        return new SqlStatement(operation, collection, batchOperation, text, digest(text));
    }

    private static String digest(String text) {
        long hash = FNV_OFFSET;
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (each & 0xff)) * FNV_PRIME;
        }
        String digits = Long.toHexString(hash);
        return "0".repeat(16 - digits.length()) + digits;
    }
}
