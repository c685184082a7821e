package io.crowsnest.core.settings;

import java.io.IOException;
import java.util.Properties;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/** Reads the application's version from its jar. */
final class ManifestVersion {

    private ManifestVersion() {}

    /** {@code Implementation-Version} of the application's jar; null when there is no jar or it doesn't say. */
    static @Nullable String read(Properties systemProperties) {
        String path = ApplicationJar.path(systemProperties);
        if (path == null) {
            return null;
        }
        try (JarFile jar = new JarFile(path)) {
            Manifest manifest = jar.getManifest();
            return manifest == null
                    ? null
                    : manifest.getMainAttributes().getValue(Attributes.Name.IMPLEMENTATION_VERSION);
        } catch (IOException e) {
            return null; // the JVM itself reports a jar that cannot be opened
        }
    }
}
