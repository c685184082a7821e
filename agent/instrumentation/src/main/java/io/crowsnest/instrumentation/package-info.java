/**
 * One package per library, one short file in it: which methods are hooked and why those, and how the library's objects become
 * calls of {@code io.crowsnest.telemetry}. Nothing else; nothing of one library is known to another.
 */
package io.crowsnest.instrumentation;
