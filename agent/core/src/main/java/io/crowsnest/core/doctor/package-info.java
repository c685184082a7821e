/**
 * Looks for what would go wrong before an application is started: settings, files, ports, and servers that metrics and logs go to. The
 * command {@code doctor}; never loaded in an application.
 */
@NullMarked
package io.crowsnest.core.doctor;

import org.jspecify.annotations.NullMarked;
