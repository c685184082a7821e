package io.crowsnest.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CrowsnestAgentTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java.base/sun.security.tools.keytool.Main -list",
                "jdk.jcmd/sun.tools.jcmd.JCmd 1 help",
                "jdk.compiler/com.sun.tools.javac.Main -version",
                "org.codehaus.plexus.classworlds.launcher.Launcher verify",
                "org.gradle.launcher.daemon.bootstrap.GradleDaemon 8",
                "/project/gradle/wrapper/gradle-wrapper.jar build"
            })
    void toolsAndLaunchersAreLeftAlone(String command) {
        assertThat(CrowsnestAgent.isTool(command)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "app.jar --port 1",
                "/opt/jdk.example/app.jar",
                "com.example.Main sun.tools",
                "my.module/com.example.Main",
                "sundial.Main",
                "com.sun.enterprise.glassfish.bootstrap.ASMain",
                "jdk.jar",
                "jdk.compiler/com.sun.tools.javac.launcher.Main Hello.java"
            })
    void applicationsAreNot(String command) {
        assertThat(CrowsnestAgent.isTool(command)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"1.8,8", "11,11", "17,17", "25,25"})
    void theJavaVersionIsReadFromItsSpecification(String specification, int version) {
        assertThat(CrowsnestAgent.javaVersion(specification)).isEqualTo(version);
    }

    @Test
    void java8CanLoadTheEntryClasses() throws IOException {
        for (Class<?> type : new Class<?>[] {CrowsnestAgent.class, AgentLoader.class}) {
            try (InputStream file = type.getResourceAsStream(type.getSimpleName() + ".class");
                    DataInputStream data = new DataInputStream(file)) {
                data.skipBytes(6);
                assertThat(data.readUnsignedShort()).isEqualTo(52);
            }
        }
    }
}
