/** Prometheus expressions over the metric catalogue. */
@NullMarked
package io.crowsnest.dashboards.promql;

import org.jspecify.annotations.NullMarked;
