package io.crowsnest.tests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Agents of the scenarios, which stand for those of others. */
final class AgentOfOthers {

    private AgentOfOthers() {}

    /** The option that attaches one whose class is on the application's class path; its jar goes into {@code folder}. */
    static String option(Class<?> agent, Path folder) throws IOException {
        Path jar = folder.resolve(agent.getSimpleName() + ".jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", agent.getName());
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        return "-javaagent:" + jar;
    }
}
