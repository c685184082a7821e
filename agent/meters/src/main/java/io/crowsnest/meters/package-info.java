/**
 * The registry that all recorders record into and all exporters read: striped recorders that cost nanoseconds and no garbage,
 * families with a budget, and one way to read a series as a whole. Knows Micrometer's API and nothing else.
 */
@NullMarked
package io.crowsnest.meters;

import org.jspecify.annotations.NullMarked;
