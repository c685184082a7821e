package io.crowsnest.telemetry.application;

import java.util.List;

/**
 * What one reading found.
 *
 * @param isComplete false if something was not read that may be there the next time: what is missing has not gone then
 */
public record ApplicationSnapshot(List<ApplicationMetric> metrics, boolean isComplete) {

    static final ApplicationSnapshot NOTHING = new ApplicationSnapshot(List.of(), true);
    static final ApplicationSnapshot NOT_READ = new ApplicationSnapshot(List.of(), false);
}
