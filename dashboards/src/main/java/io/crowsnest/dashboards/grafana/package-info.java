/** Grafana's classic dashboard model, as far as it is used here. */
@NullMarked
package io.crowsnest.dashboards.grafana;

import org.jspecify.annotations.NullMarked;
