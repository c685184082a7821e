package io.crowsnest.agent;

import java.io.File;
import java.lang.instrument.Instrumentation;
import java.security.CodeSource;
import java.util.function.Consumer;

/**
 * Where the JVM enters the agent: decides whether it can and should run here, then opens the jar and hands over to the core.
 * Java 8 bytecode: an old JVM gets a sentence instead of a crash. No exception leaves the start.
 */
public final class CrowsnestAgent {

    private static final int NEEDED = 17;
    private static final String TOO_OLD = "Crowsnest needs Java 17 or newer";
    /** JDK tools, Maven, Gradle, sbt: they inherit the option from JAVA_TOOL_OPTIONS and are no applications. */
    private static final String TOOLS = "jdk. sun. com.sun. org.codehaus.plexus.classworlds.launcher. org.apache.maven."
            + " org.gradle. gradle-wrapper xsbt.boot. sbt-launch";

    private static boolean attached;

    private CrowsnestAgent() {}

    /** Called by the JVM before the application's main method. */
    public static void premain(String arguments, Instrumentation instrumentation) {
        long start = System.nanoTime();
        try {
            String java = System.getProperty("java.specification.version");
            if (isTool(System.getProperty("sun.java.command", ""))) {
                return;
            } else if (javaVersion(java) < NEEDED) {
                say("WARN " + TOO_OLD + "; the application continues without it java=" + java);
            } else if (attached) {
                say("WARN attached twice; the first one stays, this one does nothing");
            } else {
                attached = true;
                Consumer<Object[]> agent = load("io.crowsnest.core.Agent");
                agent.accept(new Object[] {arguments, instrumentation, start});
            }
        } catch (Throwable failure) {
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            say("ERROR not started; the application continues without it failure=\"" + cause + "\"");
        }
    }

    public static void agentmain(String arguments, Instrumentation instrumentation) {
        premain(arguments, instrumentation);
    }

    public static void main(String[] arguments) throws Exception {
        if (javaVersion(System.getProperty("java.specification.version")) < NEEDED) {
            say(TOO_OLD);
            System.exit(1);
        }
        Consumer<String[]> program = load("io.crowsnest.core.cli.Program");
        program.accept(arguments);
    }

    static boolean isTool(String command) {
        String first = command.split(" ", 2)[0];
        String name = first.endsWith(".jar") ? new File(first).getName() : first;
        for (String tool : TOOLS.split(" ", -1)) {
            if (name.startsWith(tool) || name.contains("/" + tool)) {
                return true;
            }
        }
        return false;
    }

    static int javaVersion(String specification) {
        return Integer.parseInt(specification.startsWith("1.") ? specification.substring(2) : specification);
    }

    /** An instance as a JDK type: calling that by reflection would load much more. */
    @SuppressWarnings("unchecked")
    private static <T> Consumer<T> load(String name) throws Exception {
        CodeSource source = CrowsnestAgent.class.getProtectionDomain().getCodeSource();
        AgentLoader loader = new AgentLoader(new File(source.getLocation().toURI()));
        return (Consumer<T>) loader.loadClass(name).getDeclaredConstructor().newInstance();
    }

    private static void say(String line) {
        System.err.println("[crowsnest] " + line);
    }
}
