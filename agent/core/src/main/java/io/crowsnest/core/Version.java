package io.crowsnest.core;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** The version of this agent, which the build writes into a resource. */
public final class Version {

    private Version() {}

    /** For example {@code 1.2.3}; {@code unknown} if the resource is missing. */
    public static String current() {
        try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty("version", "unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }
}
