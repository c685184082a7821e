/**
 * Real servers from Maven Central, started on loopback by the demo and by tests: no container, no root, nothing installed.
 *
 * <pre>{@code
 * try (PostgreSql database = PostgreSql.start(directory);
 *         Elasticsearch search = Elasticsearch.start(Path.of("shop/servers/target/distributions/elasticsearch.zip"), directory)) {
 *     search.putLogsTemplate();
 *     connect(database.jdbcUrl(), "postgres");
 *     send(search.url());
 * }
 * }</pre>
 *
 * <p>{@code directory} is any directory of the caller's, {@link io.crowsnest.servers.ServerDirectory#temporary} if it
 * has none. Programs unpacked there are found again by the next start; data is new every time. Both servers refuse to
 * run as root: for root they run as {@code nobody}, who must be able to reach the directory
 * ({@link io.crowsnest.servers.ServerDirectory#orTemporary} sees to that). A server that doesn't come up is an
 * {@link java.io.IOException} with the end of its log.
 */
@NullMarked
package io.crowsnest.servers;

import org.jspecify.annotations.NullMarked;
