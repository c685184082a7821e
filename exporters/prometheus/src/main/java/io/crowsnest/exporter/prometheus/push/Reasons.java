package io.crowsnest.exporter.prometheus.push;

import java.io.IOException;

/** Words for failures. */
final class Reasons {

    private Reasons() {}

    /** What went wrong, for users. */
    static String of(IOException failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
