/** What Kibana is given: a data view, a saved search and a dashboard of the log documents. */
@NullMarked
package io.crowsnest.dashboards.kibana;

import org.jspecify.annotations.NullMarked;
