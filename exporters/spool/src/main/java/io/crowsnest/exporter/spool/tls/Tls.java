package io.crowsnest.exporter.spool.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Whose certificates are believed, and who we are: our own choice, whatever the application has set for the JVM. */
public final class Tls {

    private static final char[] NO_PASSWORD = {};

    private Tls() {}

    /**
     * A context that trusts the certificates of a PEM file, or those that come with the JVM if there is none.
     *
     * @throws IOException if the file can't be read or holds no certificate
     */
    public static SSLContext context(@Nullable Path ca) throws IOException {
        return context(ca, (KeyManager[]) null);
    }

    /**
     * The same, and shows a certificate of ours to servers that ask for one.
     *
     * @param certificate PEM file: the certificate of the client, then those between it and its authority
     * @param key PEM file: its private key, PKCS#8, RSA or EC, not encrypted
     * @throws IOException with a message that names the file that is of no use
     */
    public static SSLContext context(@Nullable Path ca, Path certificate, Path key) throws IOException {
        Certificate[] chain = certificates(certificate).toArray(Certificate[]::new);
        try {
            KeyStore store = empty();
            store.setKeyEntry("client", PemKey.read(key), NO_PASSWORD, chain);
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, NO_PASSWORD);
            return context(ca, keys.getKeyManagers());
        } catch (GeneralSecurityException e) {
            throw new IOException(certificate + ": " + e.getMessage(), e);
        }
    }

    private static SSLContext context(@Nullable Path ca, KeyManager @Nullable [] keys) throws IOException {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(ca == null ? ofTheJvm() : fromPem(ca));
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(ca + ": " + e.getMessage(), e);
        }
    }

    private static KeyStore fromPem(Path ca) throws IOException, GeneralSecurityException {
        KeyStore store = empty();
        int number = 0;
        for (Certificate certificate : certificates(ca)) {
            store.setCertificateEntry("ca-" + number++, certificate);
        }
        return store;
    }

    private static Collection<? extends Certificate> certificates(Path pem) throws IOException {
        try (InputStream content = Files.newInputStream(pem)) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(content);
            if (certificates.isEmpty()) {
                throw new IOException(pem + " holds no certificate");
            }
            return certificates;
        } catch (GeneralSecurityException e) {
            throw new IOException(pem + ": " + e.getMessage(), e);
        }
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        return store;
    }

    private static KeyStore ofTheJvm() throws IOException, GeneralSecurityException {
        Path cacerts = Path.of(System.getProperty("java.home"), "lib", "security", "cacerts");
        // Without a password its integrity is not checked, which for the JVM's own file is as good.
        return KeyStore.getInstance(cacerts.toFile(), (char[]) null);
    }
}
