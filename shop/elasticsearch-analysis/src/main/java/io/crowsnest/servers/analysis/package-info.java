/** What a node of Elasticsearch lacks to keep API keys; for tests. */
package io.crowsnest.servers.analysis;
