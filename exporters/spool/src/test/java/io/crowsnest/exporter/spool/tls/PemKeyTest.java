package io.crowsnest.exporter.spool.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemKeyTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC"})
    void readsAKeyOfEitherKindAlsoAfterCertificatesAndRemarks(String algorithm) throws Exception {
        PrivateKey key =
                KeyPairGenerator.getInstance(algorithm).generateKeyPair().getPrivate();
        Path file = file("Bag Attributes\n-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
                + pem("PRIVATE KEY", key.getEncoded()));

        assertThat(PemKey.read(file)).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY"})
    void saysHowToConvertAKeyInAnotherForm(String form) throws Exception {
        Path file = file(pem(form, new byte[] {1, 2, 3}));

        assertThatThrownBy(() -> PemKey.read(file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + " holds a key as " + form
                        + ", only PRIVATE KEY (PKCS#8) is read: openssl pkcs8 -topk8 -nocrypt converts it");
    }

    @Test
    void refusesAKeyOfAKindThatIsNotSupported() throws Exception {
        byte[] key = KeyPairGenerator.getInstance("Ed25519")
                .generateKeyPair()
                .getPrivate()
                .getEncoded();
        Path file = file(pem("PRIVATE KEY", key));

        assertThatThrownBy(() -> PemKey.read(file))
                .hasMessage(file + " holds a private key that is neither RSA nor EC, or is damaged");
    }

    @Test
    void refusesADamagedKeyWithoutShowingIt() throws Exception {
        Path file = file("-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n");

        assertThatThrownBy(() -> PemKey.read(file))
                .hasMessage(file + " holds a private key that is neither RSA nor EC, or is damaged")
                .hasNoCause();
    }

    @Test
    void refusesAFileWithoutAKey() throws Exception {
        Path file = file("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n");

        assertThatThrownBy(() -> PemKey.read(file)).hasMessage(file + " holds no private key");
    }

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("key.pem"), text);
    }

    private static String pem(String label, byte[] content) {
        return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(content) + "\n-----END "
                + label + "-----\n";
    }
}
