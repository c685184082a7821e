/**
 * How an instrumentation says where it hooks in: annotated static methods, one file per library.
 *
 * <p>Woven code calls these methods through {@code invokedynamic}; their classes live in a loader of the agent that sees the
 * library. Parameters are the receiver (unless the method is static), then as many arguments as the hook wants, in order.
 * The processor checks all of it against the library on the compile class path and writes the index that the agent reads.
 */
package io.crowsnest.hook;
