package io.crowsnest.exporter.prometheus.jmx;

import java.io.Serial;

/** A file is not one with rules; the message says where and what would be right. */
final class RuleFileException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    RuleFileException(String file, int line, String reason) {
        super(file + (line > 0 ? ":" + line : "") + ": " + reason);
    }
}
