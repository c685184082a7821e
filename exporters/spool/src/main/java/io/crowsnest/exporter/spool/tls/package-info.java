/**
 * TLS of destinations, out of the application's reach: {@link io.crowsnest.exporter.spool.tls.Tls} makes the contexts,
 * {@code PemKey} reads the key of a client certificate.
 */
@NullMarked
package io.crowsnest.exporter.spool.tls;

import org.jspecify.annotations.NullMarked;
