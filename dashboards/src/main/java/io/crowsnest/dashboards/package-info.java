/**
 * Makes what an operator looks at from the metric catalogue: Grafana dashboards, Prometheus rules and the files that put them
 * in place. The output is committed below {@code dashboards/output}; a test fails when it is not what these classes make.
 */
@NullMarked
package io.crowsnest.dashboards;

import org.jspecify.annotations.NullMarked;
