/** Checks hooks at compile time and writes the index of what to weave. Not part of the agent. */
package io.crowsnest.processor;
