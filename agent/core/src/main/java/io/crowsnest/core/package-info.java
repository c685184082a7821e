/** What holds the agent together: its start, its own log, its state for people to read. */
package io.crowsnest.core;
