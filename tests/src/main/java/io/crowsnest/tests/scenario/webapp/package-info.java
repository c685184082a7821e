/** The web application that is redeployed; it is packed into a jar of its own, with its own libraries beside it. */
@NullMarked
package io.crowsnest.tests.scenario.webapp;

import org.jspecify.annotations.NullMarked;
