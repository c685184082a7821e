package io.crowsnest.telemetry;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether a database password is a token of AWS IAM, which is a signed URL, and until when that is valid. Nothing of the password is
 * kept.
 *
 * @param expires null if it is a token that does not say
 */
record IamToken(@Nullable Instant expires) {

    private static final Pattern DATE = Pattern.compile("[?&]X-Amz-Date=(\\d{8}T\\d{6}Z)");
    private static final Pattern SECONDS = Pattern.compile("[?&]X-Amz-Expires=(\\d{1,6})");
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** Null if the password is not a token. */
    static @Nullable IamToken of(@Nullable String password) {
        if (password == null || !password.contains("X-Amz-Signature=")) {
            return null;
        }
        Matcher date = DATE.matcher(password);
        Matcher seconds = SECONDS.matcher(password);
        if (!date.find() || !seconds.find()) {
            return new IamToken(null);
        }
        try {
            Instant signed = FORMAT.parse(date.group(1), Instant::from);
            return new IamToken(signed.plusSeconds(Long.parseLong(seconds.group(1))));
        } catch (DateTimeException notADate) {
            return new IamToken(null);
        }
    }

    boolean isExpired(Instant now) {
        return expires != null && now.isAfter(expires);
    }
}
