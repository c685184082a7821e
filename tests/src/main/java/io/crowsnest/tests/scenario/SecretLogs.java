package io.crowsnest.tests.scenario;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Logs a secret that its arguments give, {@code planted}, wherever an event has room for one under a key that says what it is. */
public final class SecretLogs {
    private static final Logger LOGGER = LoggerFactory.getLogger(SecretLogs.class);

    private SecretLogs() {}

    public static void main(String[] arguments) throws IOException {
        String secret = arguments[0];
        LOGGER.info("login userPassword={} ok", secret);
        LOGGER.info("body {\"token\": \"{}\", \"name\": \"crow\"}", secret);
        LOGGER.info("Token: Bearer {}, next", secret);
        LOGGER.info("card:{}", secret);
        MDC.put("db.password", secret);
        MDC.put("token", secret);
        MDC.put("note", "card=" + secret);
        LOGGER.info("with MDC");
        MDC.clear();
        LOGGER.atInfo()
                .addKeyValue("card", secret)
                .addKeyValue("query", "a=1&token=" + secret)
                .log("with key-value pairs");
        Throwable cause = new IllegalArgumentException("wrong PASSWORD = '" + secret + "'");
        RuntimeException thrown = new IllegalStateException("jdbc:h2:mem:x;password=" + secret, cause);
        thrown.addSuppressed(new IllegalStateException("token=" + secret));
        LOGGER.error("with a throwable", thrown);
        System.out.println("all logged");
        while (System.in.read() >= 0) {
            // The test ends the scenario.
        }
    }
}
