package io.crowsnest.exporter.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate authority for tests. {@code keytool} does the work, as Java has no API to sign certificates. */
final class Authority {

    private static final char[] PASSWORD = "changeit".toCharArray();

    private final Path directory;
    private final String name;

    Authority(Path directory, String name) throws Exception {
        this.directory = directory;
        this.name = name;
        keytool(name, "-genkeypair", "-keyalg", "EC", "-dname", "CN=" + name, "-validity", "2", "-ext", "bc=ca:true");
    }

    /** A file with its certificate. */
    Path pem() throws Exception {
        return Files.writeString(
                directory.resolve(name + ".pem"),
                pem("CERTIFICATE", certificate().getEncoded()));
    }

    /** A key for a server whose certificate says this, like {@code dns:localhost}. */
    Identity issue(String subject) throws Exception {
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
    record Identity(Key key, List<Certificate> chain) {
        SSLContext context() throws Exception {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setKeyEntry("server", key, PASSWORD, chain.toArray(Certificate[]::new));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        }

        String keyPem() {
            return pem("PRIVATE KEY", key.getEncoded());
        }

        String chainPem() throws Exception {
            return pem("CERTIFICATE", chain.get(0).getEncoded())
                    + pem("CERTIFICATE", chain.get(1).getEncoded());
        }
    }

    private Certificate certificate() throws Exception {
        return store(name).getCertificate(name);
    }

    private KeyStore store(String alias) throws Exception {
        return KeyStore.getInstance(directory.resolve(alias + ".p12").toFile(), PASSWORD);
    }

    private static String pem(String what, byte[] content) {
        return "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder().encodeToString(content) + "\n-----END " + what
                + "-----\n";
    }

    private void keytool(String alias, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of(
                "-alias", alias, "-keystore", directory.resolve(alias + ".p12").toString()));
        command.addAll(List.of("-storepass", new String(PASSWORD), "-J-XX:TieredStopAtLevel=1"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }
}
