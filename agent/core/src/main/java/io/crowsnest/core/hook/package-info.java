/**
 * From an index line to a running hook: which classes to weave, how a call site finds its hook, in which loader hooks live,
 * and what happens when one fails.
 */
package io.crowsnest.core.hook;
