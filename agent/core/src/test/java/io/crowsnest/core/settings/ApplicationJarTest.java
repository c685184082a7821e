package io.crowsnest.core.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApplicationJarTest {

    @ParameterizedTest
    @CsvSource({
        "app.jar, app",
        "/opt/shop/shop-1.2.3.jar --port 1, shop",
        "C:\\apps\\shop.jar, shop",
        "target/shop-0.0.1-SNAPSHOT.jar, shop",
        "shop-service-2.0-RC1.jar, shop-service",
        "log4j-2-app.jar, log4j-2-app",
        "shop-1.0-runner.jar, shop",
        "com.example.ShopApplication --x=y.jar, ShopApplication",
        "shop/com.example.Main, Main",
        "com.example.Outer$Main, Main"
    })
    void theServiceIsNamedAfterTheJarOrTheMainClass(String command, String name) {
        assertThat(ApplicationJar.serviceName(properties(command, ""))).isEqualTo(name);
    }

    @Test
    void aPathWithBlanksIsTakenFromTheClassPath() {
        assertThat(ApplicationJar.serviceName(
                        properties("/opt/my app/shop-1.jar run", "/opt/my app/shop-1.jar:agent.jar")))
                .isEqualTo("shop");
    }

    @Test
    void withoutACommandThereIsNoName() {
        assertThat(ApplicationJar.serviceName(new Properties())).isNull();
    }

    @Test
    void theVersionComesFromTheManifest(@TempDir Path directory) throws Exception {
        Path jar = directory.resolve("shop.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, "4.5.6");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream ignored = new JarOutputStream(out, manifest)) {}

        assertThat(ManifestVersion.read(properties(jar.toString(), jar.toString())))
                .isEqualTo("4.5.6");
    }

    @Test
    void aMissingJarHasNoVersion() {
        assertThat(ManifestVersion.read(properties("missing.jar", "missing.jar")))
                .isNull();
    }

    private static Properties properties(String command, String classPath) {
        Properties properties = new Properties();
        properties.setProperty("sun.java.command", command);
        properties.setProperty("java.class.path", classPath);
        return properties;
    }
}
