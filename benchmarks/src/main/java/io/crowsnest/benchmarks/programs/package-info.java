/** The small programs that are measured; each runs in a JVM of its own. */
@NullMarked
package io.crowsnest.benchmarks.programs;

import org.jspecify.annotations.NullMarked;
