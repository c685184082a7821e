package io.crowsnest.core.settings;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Reads a secret that is given as {@code file:/path}. A class of its own, so that it is loaded only where that is done. */
final class SecretFile {

    static final String PREFIX = "file:";

    private static final int LARGEST = 64 * 1024;

    private SecretFile() {}

    /**
     * The content without surrounding blanks, at most 64 KiB of it.
     *
     * @throws IOException when the file cannot be read or is empty
     */
    static String read(String path) throws IOException {
        try (FileInputStream in = new FileInputStream(path)) {
            String secret = new String(in.readNBytes(LARGEST), StandardCharsets.UTF_8).trim();
            if (secret.isEmpty()) {
                throw new IOException("it is empty");
            }
            return secret;
        }
    }
}
