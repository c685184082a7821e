/**
 * What Datadog imports: a dashboard and monitors, as JSON, made from the metric catalogue.
 *
 * <pre>
 *   Catalogue, DatadogNames --> Query --> DatadogDashboard, DatadogMonitors --> output/datadog
 * </pre>
 */
@NullMarked
package io.crowsnest.dashboards.datadog;

import org.jspecify.annotations.NullMarked;
