package io.crowsnest.exporter.datadog;

import java.io.IOException;

/** The Agent is there and takes nothing. */
final class Stuck extends IOException {

    private static final long serialVersionUID = 1;

    Stuck(String message) {
        super(message);
    }
}
