/** The dashboards, one class each. */
@NullMarked
package io.crowsnest.dashboards.board;

import org.jspecify.annotations.NullMarked;
