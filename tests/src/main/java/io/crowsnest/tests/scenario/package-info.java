/** The applications of the tests: tiny mains that know nothing of Crowsnest. */
@NullMarked
package io.crowsnest.tests.scenario;

import org.jspecify.annotations.NullMarked;
