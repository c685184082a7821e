package io.crowsnest.agent;

import java.io.File;
import java.lang.instrument.Instrumentation;
import java.security.CodeSource;
import java.util.function.Function;

/** Where the JVM enters the agent. Java 8 bytecode: an old JVM gets a sentence, not a crash. No exception leaves the start. */
public final class CrowsnestAgent {
    private static final String TOO_OLD = "Crowsnest needs Java 17 or newer";
    /** Build tools inherit the option from JAVA_TOOL_OPTIONS and are no applications. */
    private static final String LAUNCHERS = "org.codehaus.plexus.classworlds.launcher. org.apache.maven. org.gradle."
            + " gradle-wrapper xsbt.boot. sbt-launch";

    private static boolean attached;

    private CrowsnestAgent() {}

    /** Called by the JVM before the application's main method. */
    public static void premain(String arguments, Instrumentation instrumentation) {
        start(arguments, instrumentation, true);
    }

    /** Called when somebody attaches the agent to a JVM that runs: to a tool, too, if they mean that. */
    public static void agentmain(String arguments, Instrumentation instrumentation) {
        start(arguments, instrumentation, false);
    }

    private static synchronized void start(String arguments, Instrumentation instrumentation, boolean inherited) {
        long start = System.nanoTime();
        try {
            String java = System.getProperty("java.specification.version");
            if (inherited && isTool(System.getProperty("sun.java.command", ""))) {
                return;
            } else if (javaVersion(java) < 17) {
                say("WARN " + TOO_OLD + "; the application continues without it java=" + java);
            } else if (attached) {
                say("WARN attached twice; the first one stays, this one does nothing");
            } else {
                Object[] entry = {arguments, instrumentation, start};
                attached = (Boolean) load("io.crowsnest.core.Agent").apply(entry);
            }
        } catch (Throwable failure) {
            say("ERROR not started; the application continues without it failure=\"" + failure + "\"");
        }
    }

    public static void main(String[] arguments) throws Exception {
        if (javaVersion(System.getProperty("java.specification.version")) < 17) {
            throw new IllegalStateException(TOO_OLD);
        }
        System.exit((Integer) load("io.crowsnest.core.cli.Program").apply(arguments));
    }

    /** Tools of the JDK are started as {@code module/class}; so is its launcher of source files, which is none. */
    static boolean isTool(String command) {
        String first = command.split(" ", 2)[0];
        if (first.startsWith("jdk.") || first.startsWith("java.")) {
            return first.indexOf('/') > 0 && !first.contains(".javac.launcher.");
        }
        String name = first.endsWith(".jar") ? new File(first).getName() : first;
        for (String launcher : LAUNCHERS.split(" ", -1)) {
            if (name.startsWith(launcher)) {
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
    private static Function<Object[], Object> load(String name) throws Exception {
        CodeSource source = CrowsnestAgent.class.getProtectionDomain().getCodeSource();
        AgentLoader loader = new AgentLoader(new File(source.getLocation().toURI()));
        return (Function<Object[], Object>)
                loader.loadClass(name).getDeclaredConstructor().newInstance();
    }

    private static void say(String line) {
        System.err.println("[crowsnest] " + line);
    }
}
