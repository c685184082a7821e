/** Recording rules, alerts, objectives and their tests. */
@NullMarked
package io.crowsnest.dashboards.rules;

import org.jspecify.annotations.NullMarked;
