package io.crowsnest.exporter.prometheus;

import javax.net.ssl.SSLContext;

/** Where the endpoint's certificate comes from; asked for each connection, so that it can be renewed. */
public interface TlsSource {

    /** With the certificate and key that are valid now. */
    SSLContext context();

    /** Whether a client must show a certificate that the context trusts. */
    boolean wantsClientCertificate();
}
