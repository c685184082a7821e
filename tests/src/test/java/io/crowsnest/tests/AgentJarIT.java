package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** What can be said of the jar without starting it. */
final class AgentJarIT {
    private static final int JAVA_8 = 52;
    private static final long LARGEST = 12_000_000;

    @Test
    void everyClassThatAnOldJavaMayLoadIsJava8Bytecode() throws IOException {
        try (JarFile jar = new JarFile(Artefacts.agent().toFile())) {
            String premain = Artefacts.premainClass();
            String folder = premain.substring(0, premain.lastIndexOf('.') + 1).replace('.', '/');
            List<JarEntry> entries = jar.stream()
                    .filter(entry -> entry.getName().startsWith(folder)
                            && entry.getName().endsWith(".class"))
                    .toList();
            assertThat(entries).isNotEmpty();
            for (JarEntry entry : entries) {
                assertThat(majorVersion(jar, entry)).as(entry.getName()).isEqualTo(JAVA_8);
            }
        }
    }

    @Test
    void theManifestAppendsNothingToTheBootstrapPath() throws IOException {
        try (JarFile jar = new JarFile(Artefacts.agent().toFile())) {
            assertThat(jar.getManifest().getMainAttributes().getValue("Boot-Class-Path"))
                    .isNull();
        }
    }

    @Test
    void itHasTwelveMegabytesAtMost() throws IOException {
        assertThat(Files.size(Artefacts.agent())).isLessThanOrEqualTo(LARGEST);
    }

    /** What makes two builds differ: the order of files, their times, names of the machine, of folders and people. */
    @Test
    void nothingInItIsOfThisBuildAlone() throws IOException {
        try (JarFile jar = new JarFile(Artefacts.agent().toFile())) {
            List<JarEntry> entries = jar.stream().toList();
            assertThat(entries.get(0).getName()).isEqualTo(JarFile.MANIFEST_NAME);
            assertThat(entries.subList(1, entries.size()))
                    .extracting(JarEntry::getName)
                    .isSorted()
                    .doesNotHaveDuplicates();
            assertThat(entries).extracting(JarEntry::getTimeLocal).containsOnly(LocalDateTime.of(2026, 1, 1, 0, 0));
            assertThat(jar.getManifest().getMainAttributes().keySet())
                    .extracting(Object::toString)
                    .doesNotContain("Built-By", "Build-Jdk", "Build-Jdk-Spec", "Created-By");
            byte[] project = Path.of("..").toRealPath().toString().getBytes(StandardCharsets.UTF_8);
            for (JarEntry entry : entries) {
                try (InputStream content = jar.getInputStream(entry)) {
                    assertThat(new String(content.readAllBytes(), StandardCharsets.ISO_8859_1))
                            .as(entry.getName())
                            .doesNotContain(new String(project, StandardCharsets.ISO_8859_1));
                }
            }
        }
    }

    private static int majorVersion(JarFile jar, JarEntry entry) throws IOException {
        try (DataInputStream input = new DataInputStream(jar.getInputStream(entry))) {
            input.readInt();
            input.readUnsignedShort();
            return input.readUnsignedShort();
        }
    }
}
