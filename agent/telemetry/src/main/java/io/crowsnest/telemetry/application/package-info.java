/**
 * Metrics that the application keeps itself, with a library of its own: told in types of the JDK only, since that library is in
 * the application's class loader and often is one that the agent has, too.
 */
package io.crowsnest.telemetry.application;
