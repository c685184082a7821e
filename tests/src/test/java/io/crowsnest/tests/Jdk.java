package io.crowsnest.tests;

import java.nio.file.Path;

/** A JDK on this machine: its feature version and its home. */
record Jdk(int version, Path home) {
    /** The command {@code name} of this JDK, such as {@code java}. */
    String command(String name) {
        return home.resolve("bin").resolve(name).toString();
    }

    @Override
    public String toString() {
        return "Java " + version;
    }
}
