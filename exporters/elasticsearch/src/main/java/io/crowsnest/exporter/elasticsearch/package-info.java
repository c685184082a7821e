/**
 * The destination Elasticsearch: bulk requests over the transport of the official client.
 *
 * <p>{@link io.crowsnest.exporter.elasticsearch.ElasticsearchDestination} knows how to read every answer;
 * {@code BulkClient} sends one request; {@code HttpClient} is the HTTP below it, out of the application's reach.
 */
@NullMarked
package io.crowsnest.exporter.elasticsearch;

import org.jspecify.annotations.NullMarked;
