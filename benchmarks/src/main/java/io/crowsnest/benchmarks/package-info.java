/**
 * Measures what agents cost an application: start, memory, processor time per request, class and log event. Every measure runs all
 * variants in turn, round after round, so that a ratio compares runs that were seconds apart.
 */
@NullMarked
package io.crowsnest.benchmarks;

import org.jspecify.annotations.NullMarked;
