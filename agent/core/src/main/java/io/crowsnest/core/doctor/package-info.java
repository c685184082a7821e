/**
 * Looks for what would go wrong before an application is started: settings, files, ports, and servers that metrics and logs go to. The
 * commands {@code doctor}, which asks only, and {@code send-test}, which sends; never loaded in an application.
 */
@NullMarked
package io.crowsnest.core.doctor;

import org.jspecify.annotations.NullMarked;
