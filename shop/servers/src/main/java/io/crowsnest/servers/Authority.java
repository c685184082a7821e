package io.crowsnest.servers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate authority for servers on loopback. {@code keytool} does the work, as Java has no API to sign certificates. */
public final class Authority {

    private static final char[] PASSWORD = "changeit".toCharArray();

    private final Path directory;
    private final String name;

    /** A new authority of this name, whose files are in a directory that is there. */
    public Authority(Path directory, String name) throws IOException {
        this.directory = directory;
        this.name = name;
        keytool(name, "-genkeypair", "-keyalg", "EC", "-dname", "CN=" + name, "-validity", "2", "-ext", "bc=ca:true");
    }

    /** A file with its certificate. */
    public Path pem() throws IOException, GeneralSecurityException {
        return Files.writeString(
                directory.resolve(name + ".pem"),
                pem("CERTIFICATE", certificate().getEncoded()));
    }

    /** A key for a server whose certificate says this, like {@code dns:localhost}. */
    public Identity issue(String subject) throws IOException, GeneralSecurityException {
        String server = subject.replace(':', '-');
        Path request = directory.resolve(server + ".csr");
        Path signed = directory.resolve(server + ".crt");
        keytool(server, "-genkeypair", "-keyalg", "EC", "-dname", "CN=server");
        keytool(server, "-certreq", "-file", request.toString());
        keytool(
                name,
                "-gencert",
                "-infile",
                request.toString(),
                "-outfile",
                signed.toString(),
                "-ext",
                "san=" + subject);
        try (InputStream in = Files.newInputStream(signed)) {
            Certificate certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
            return new Identity(store(server).getKey(server, PASSWORD), List.of(certificate, certificate()));
        }
    }

    /** A server's key, and its certificate with the one that has signed it. */
    public record Identity(Key key, List<Certificate> chain) {
        /** A context for a server with this key. */
        public SSLContext context() throws IOException, GeneralSecurityException {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setKeyEntry("server", key, PASSWORD, chain.toArray(Certificate[]::new));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        }

        /** The key as a file has it. */
        public String keyPem() {
            return pem("PRIVATE KEY", key.getEncoded());
        }

        /** The certificates as a file has them. */
        public String chainPem() throws GeneralSecurityException {
            return pem("CERTIFICATE", chain.get(0).getEncoded())
                    + pem("CERTIFICATE", chain.get(1).getEncoded());
        }
    }

    /** A context for clients that trust this authority and no other. */
    public SSLContext trust() throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry(name, certificate());
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    private Certificate certificate() throws IOException, GeneralSecurityException {
        return store(name).getCertificate(name);
    }

    private KeyStore store(String alias) throws IOException, GeneralSecurityException {
        return KeyStore.getInstance(directory.resolve(alias + ".p12").toFile(), PASSWORD);
    }

    private static String pem(String what, byte[] content) {
        return "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder().encodeToString(content) + "\n-----END " + what
                + "-----\n";
    }

    private void keytool(String alias, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of(
                "-alias", alias, "-keystore", directory.resolve(alias + ".p12").toString()));
        command.addAll(List.of("-storepass", new String(PASSWORD), "-J-XX:TieredStopAtLevel=1"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException("keytool: " + output);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted during keytool", interrupted);
        }
    }
}
