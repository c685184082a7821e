/** The compose stack, its scripts, what the jar writes, and what the README promises. No container engine is needed. */
@NullMarked
package io.crowsnest.tests.stack;

import org.jspecify.annotations.NullMarked;
