package io.crowsnest.agent;

import java.io.File;
import java.lang.instrument.Instrumentation;

/**
 * Where the JVM enters the agent: decides whether it can and should run here, then opens the jar and hands over to the core.
 * Java 8 bytecode, so that an old JVM gets a sentence instead of a crash. Nothing ever leaves this class as an exception.
 */
public final class CrowsnestAgent {

    private static final int NEEDED = 17;
    private static final String[] TOOLS = {
        "jdk.",
        "sun.",
        "com.sun.",
        "org.codehaus.plexus.classworlds.launcher.",
        "org.apache.maven.",
        "org.gradle.",
        "gradle-wrapper",
        "xsbt.boot.",
        "sbt-launch"
    };

    private static boolean attached;

    private CrowsnestAgent() {}

    /** Called by the JVM before the application's main method. */
    public static void premain(String arguments, Instrumentation instrumentation) {
        start(arguments, instrumentation);
    }

    /** Called by the JVM when the agent is attached to a running application. */
    public static void agentmain(String arguments, Instrumentation instrumentation) {
        start(arguments, instrumentation);
    }

    /** The jar as a program. */
    public static void main(String[] arguments) throws Exception {
        if (javaVersion(System.getProperty("java.specification.version")) < NEEDED) {
            say("Crowsnest needs Java " + NEEDED + " or newer");
            System.exit(1);
        }
        new AgentLoader(jar())
                .loadClass("io.crowsnest.core.cli.Main")
                .getMethod("main", String[].class)
                .invoke(null, (Object) arguments);
    }

    private static void start(String arguments, Instrumentation instrumentation) {
        long start = System.nanoTime();
        try {
            String version = System.getProperty("java.specification.version");
            if (isTool(System.getProperty("sun.java.command"))) {
                return;
            }
            if (javaVersion(version) < NEEDED) {
                say("WARN Crowsnest needs Java " + NEEDED + " or newer; the application continues without it java="
                        + version);
                return;
            }
            if (attached) {
                say("WARN attached twice; the first one stays, this one does nothing");
                return;
            }
            attached = true;
            new AgentLoader(jar())
                    .loadClass("io.crowsnest.core.Agent")
                    .getMethod("start", String.class, Instrumentation.class, long.class)
                    .invoke(null, arguments, instrumentation, start);
        } catch (Throwable failure) {
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            say("ERROR not started; the application continues without it failure=\"" + cause + "\"");
        }
    }

    /** JDK tools and launchers inherit the option from JAVA_TOOL_OPTIONS; they are no applications. */
    static boolean isTool(String command) {
        if (command == null) {
            return false;
        }
        int end = command.indexOf(' ');
        String first = end < 0 ? command : command.substring(0, end);
        String name = first.endsWith(".jar") ? new File(first).getName() : first;
        for (String tool : TOOLS) {
            if (name.startsWith(tool) || name.contains("/" + tool)) {
                return true;
            }
        }
        return false;
    }

    /** 8 for "1.8", 17 for "17"; 0 for what is no version. */
    static int javaVersion(String specification) {
        String number =
                specification != null && specification.startsWith("1.") ? specification.substring(2) : specification;
        try {
            return Integer.parseInt(number);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static File jar() throws Exception {
        return new File(CrowsnestAgent.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    }

    private static void say(String line) {
        System.err.println("[crowsnest] " + line);
    }
}
