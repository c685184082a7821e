package io.crowsnest.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

final class IamTokenTest {

    private static final String TOKEN = "orders.abc.eu-west-1.rds.amazonaws.com:5432/?Action=connect&DBUser=shop"
            + "&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20260102T030405Z&X-Amz-Expires=900"
            + "&X-Amz-Credential=AKIA&X-Amz-Signature=0123456789abcdef";

    @Test
    void a_password_is_no_token() {
        assertThat(IamToken.of(null)).isNull();
        assertThat(IamToken.of("")).isNull();
        assertThat(IamToken.of("secret")).isNull();
    }

    @Test
    void a_token_says_until_when_it_is_valid() {
        IamToken token = IamToken.of(TOKEN);
        assertThat(token).isEqualTo(new IamToken(Instant.parse("2026-01-02T03:19:05Z")));
        assertThat(token.isExpired(Instant.parse("2026-01-02T03:19:05Z"))).isFalse();
        assertThat(token.isExpired(Instant.parse("2026-01-02T03:19:06Z"))).isTrue();
    }

    @Test
    void a_token_that_does_not_say_is_not_called_expired() {
        assertThat(IamToken.of("x&X-Amz-Signature=1")).isEqualTo(new IamToken(null));
        assertThat(IamToken.of("?X-Amz-Date=20269902T030405Z&X-Amz-Expires=900&X-Amz-Signature=1"))
                .isEqualTo(new IamToken(null));
        assertThat(new IamToken(null).isExpired(Instant.MAX)).isFalse();
    }

    @Test
    void nothing_of_the_token_is_kept() {
        assertThat(String.valueOf(IamToken.of(TOKEN))).doesNotContain("abcdef", "AKIA", "shop");
    }
}
