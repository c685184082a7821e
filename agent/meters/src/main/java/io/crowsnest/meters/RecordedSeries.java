package io.crowsnest.meters;

import io.micrometer.core.instrument.Meter;

/** A series that is recorded into, by whoever holds it; all others ask somebody for their figures. */
sealed interface RecordedSeries extends Meter, Series permits StripedCounter, StripedTimer, StripedSummary {}
