package io.crowsnest.tests;

/** The jar as a program: a command that runs to its end. */
final class JarCommand {

    private JarCommand() {}

    /** What comes out of {@code java -jar crowsnest-agent.jar <arguments>}. */
    static Run run(Jdk jdk, String... arguments) {
        try (ForkedJvm jvm = java(jdk, arguments).start()) {
            return jvm.end();
        }
    }

    /** The same, to be started by somebody who has more options for the JVM. */
    static ForkedJvm.Builder java(Jdk jdk, String... arguments) {
        return ForkedJvm.java(jdk).run("-jar", Artefacts.agent().toString()).run(arguments);
    }
}
