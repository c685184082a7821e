package io.crowsnest.exporter.spool.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A private key from a PEM file (RFC 7468): PKCS#8, RSA or EC, not encrypted. */
final class PemKey {

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z ]*PRIVATE KEY)-----([^-]*)-----END \\1-----", Pattern.DOTALL);

    private PemKey() {}

    static PrivateKey read(Path file) throws IOException {
        Matcher block = BLOCK.matcher(Files.readString(file));
        if (!block.find()) {
            throw new IOException(file + " holds no private key");
        }
        if (!block.group(1).equals("PRIVATE KEY")) {
            throw new IOException(file + " holds a key as " + block.group(1)
                    + ", only PRIVATE KEY (PKCS#8) is read: openssl pkcs8 -topk8 -nocrypt converts it");
        }
        try {
            return decode(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(block.group(2))));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // Not the cause: its message might hold parts of the key.
            throw new IOException(file + " holds a private key that is neither RSA nor EC, or is damaged");
        }
    }

    private static PrivateKey decode(PKCS8EncodedKeySpec encoded) throws GeneralSecurityException {
        try {
            return KeyFactory.getInstance("RSA").generatePrivate(encoded);
        } catch (InvalidKeySpecException notRsa) {
            return KeyFactory.getInstance("EC").generatePrivate(encoded);
        }
    }
}
