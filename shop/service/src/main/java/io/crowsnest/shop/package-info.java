/**
 * A small shop, as many services look: REST, a database, a call to another service, a job, errors now and then.
 *
 * <p>It knows nothing of Crowsnest, and must not: what the agent shows of it, it shows of any service.
 */
@NullMarked
package io.crowsnest.shop;

import org.jspecify.annotations.NullMarked;
