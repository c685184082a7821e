/**
 * Carries the trace context to where the work of a request goes on: pools, futures, virtual threads. Of the JDK, so these hooks see
 * nothing of an application, and run on every thread there is.
 */
package io.crowsnest.instrumentation.concurrent;
