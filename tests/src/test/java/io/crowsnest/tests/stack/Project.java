package io.crowsnest.tests.stack;

import java.nio.file.Path;

/** Where things are, seen from this module. */
final class Project {

    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    static final Path STACK = ROOT.resolve("dashboards/stack");
    static final Path SETUP = STACK.resolve("setup");
    static final Path AGENT =
            Path.of(System.getProperty("crowsnest.tests.agent")).normalize();

    private Project() {}
}
