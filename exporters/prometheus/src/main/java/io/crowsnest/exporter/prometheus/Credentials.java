package io.crowsnest.exporter.prometheus;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a request must carry: a user name and a password (RFC 7617), a token (RFC 6750), either if both are set. What is expected
 * is put together once; a verdict is one comparison, which takes as long for a wrong first character as for a wrong last one.
 */
public final class Credentials {

    private static final Credentials NONE = new Credentials(List.of(), "");

    private final List<byte[]> expected;
    private final String challenge;

    private Credentials(List<byte[]> expected, String challenge) {
        this.expected = expected;
        this.challenge = challenge;
    }

    /** Everybody may ask. */
    public static Credentials none() {
        return NONE;
    }

    /**
     * Those that are not null; a user name goes with a password.
     *
     * @throws IllegalArgumentException if one of the two is missing
     */
    public static Credentials of(@Nullable String username, @Nullable String password, @Nullable String token) {
        List<byte[]> expected = new ArrayList<>();
        List<String> challenges = new ArrayList<>();
        if ((username == null) != (password == null)) {
            throw new IllegalArgumentException(
                    "a user name needs a password and a password a user name: set both or none");
        }
        if (username != null) {
            String pair = username + ":" + password;
            String encoded = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
            expected.add(bytes("basic " + encoded));
            challenges.add("Basic realm=\"metrics\", charset=\"UTF-8\"");
        }
        if (token != null) {
            expected.add(bytes("bearer " + token));
            challenges.add("Bearer realm=\"metrics\"");
        }
        return expected.isEmpty() ? NONE : new Credentials(expected, String.join(", ", challenges));
    }

    /** Whether anything is expected at all. */
    boolean areRequired() {
        return !expected.isEmpty();
    }

    /** Of the header {@code Authorization}, or null if there is none. */
    boolean accept(@Nullable String authorization) {
        if (authorization == null) {
            return false;
        }
        int space = authorization.indexOf(' ');
        byte[] given = bytes(
                space < 0
                        ? authorization
                        : authorization.substring(0, space).toLowerCase(Locale.ROOT)
                                + " "
                                + authorization.substring(space).trim());
        boolean accepted = false;
        for (byte[] each : expected) {
            accepted |= MessageDigest.isEqual(each, given);
        }
        return accepted;
    }

    /** For the header {@code WWW-Authenticate}. */
    String challenge() {
        return challenge;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
