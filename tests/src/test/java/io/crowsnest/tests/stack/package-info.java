/** The compose stack: its files, its scripts, what the jar writes. No container engine is needed, and none is there. */
@NullMarked
package io.crowsnest.tests.stack;

import org.jspecify.annotations.NullMarked;
