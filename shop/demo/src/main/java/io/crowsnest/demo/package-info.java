/**
 * The demo: {@link io.crowsnest.demo.Demo} starts a real PostgreSQL, a real Elasticsearch and the shop with the agent,
 * {@link io.crowsnest.demo.Traffic} asks the shop for things and counts, {@link io.crowsnest.demo.Check} compares what it
 * counted with what the agent says.
 */
@NullMarked
package io.crowsnest.demo;

import org.jspecify.annotations.NullMarked;
