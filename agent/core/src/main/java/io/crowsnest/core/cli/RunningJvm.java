package io.crowsnest.core.cli;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Another JVM on this machine, through the Attach API of the JDK. That is in a module ({@code jdk.attach}) which small Javas lack, so it is called by
 * method handles: there the other commands must work all the same.
 */
final class RunningJvm implements AutoCloseable {

    private static final String MODULE = "jdk.attach";
    private static final String API = "com.sun.tools.attach.VirtualMachine";

    private static final String ROOT = "root";

    /** Of the Linux kernel: the signals that a process catches, one bit each. */
    private static final Pattern CAUGHT = Pattern.compile("SigCgt:\\s*([0-9a-f]{1,16})");

    private static final int SIGQUIT = 3;

    /** Until Java 24 a JVM hangs up on longer ones. */
    private static final int LONGEST_ARGUMENT = 1024;

    private final Class<?> api;
    private final Object machine;

    private RunningJvm(Class<?> api, Object machine) {
        this.api = api;
        this.machine = machine;
    }

    /**
     * Attaches to the JVM with this process id.
     *
     * @throws RefusedException if there is none, or it does not let us
     */
    static RunningJvm attach(long pid) throws RefusedException {
        Class<?> api = api();
        if (pid == ProcessHandle.current().pid()) {
            throw new RefusedException("that is this command itself", "name another process; jps lists those of Java");
        }
        if (ProcessHandle.of(pid).isEmpty()) {
            throw new RefusedException(
                    "there is no such process, or none that we may see",
                    "name one that runs here; jps lists those of Java. In a container, run the command in it");
        }
        if (wouldDie(pid)) {
            throw new RefusedException(
                    "it is no JVM, or one that was started with -Xrs",
                    "name a process of Java; jps lists them. With -Xrs, start it with -javaagent");
        }
        try {
            Object machine = handle(api, "attach", MethodType.methodType(api, String.class))
                    .invoke(Long.toString(pid));
            return new RunningJvm(api, machine);
        } catch (Throwable failure) {
            throw notAttached(pid, failure);
        }
    }

    private static Class<?> api() throws RefusedException {
        try {
            if (ModuleLayer.boot().findModule(MODULE).isPresent()) {
                return Class.forName(API, true, ClassLoader.getSystemClassLoader());
            }
        } catch (ClassNotFoundException e) {
            // As without the module.
        }
        throw new RefusedException(
                "this Java (" + System.getProperty("java.home") + ") cannot attach to others: it has no module "
                        + MODULE,
                "run the command with the java of a JDK");
    }

    /**
     * Attaching begins with a signal that ends whatever does not expect it. The Attach API of older Javas sends it to anybody.
     */
    private static boolean wouldDie(long pid) {
        try {
            Matcher caught = CAUGHT.matcher(Files.readString(Path.of("/proc", Long.toString(pid), "status")));
            return caught.find() && (Long.parseUnsignedLong(caught.group(1), 16) & 1L << (SIGQUIT - 1)) == 0;
        } catch (IOException e) {
            // Not Linux, or gone: the Attach API will tell.
            return false;
        }
    }

    private static RefusedException notAttached(long pid, Throwable failure) {
        String message = message(failure);
        Optional<String> owner =
                ProcessHandle.of(pid).flatMap(process -> process.info().user());
        Optional<String> self = ProcessHandle.current().info().user();
        if (owner.isPresent() && !owner.equals(self)) {
            return new RefusedException(
                    "it belongs to the user " + owner.get() + ": " + message,
                    "run this command as " + owner.get() + (owner.get().equals(ROOT) ? "" : ", or as " + ROOT));
        }
        if (message.contains("does not support the attach mechanism")) {
            return new RefusedException(
                    "it was started with -XX:+DisableAttachMechanism", "start it without, or with -javaagent");
        }
        return new RefusedException(
                message, "see whether jcmd " + pid + " VM.version gets through; else start it with -javaagent");
    }

    Properties systemProperties() throws RefusedException {
        return properties("getSystemProperties");
    }

    /** What the JVM itself and agents in it say to those who attach. */
    Properties agentProperties() throws RefusedException {
        return properties("getAgentProperties");
    }

    private Properties properties(String method) throws RefusedException {
        try {
            return (Properties)
                    handle(api, method, MethodType.methodType(Properties.class)).invoke(machine);
        } catch (Throwable failure) {
            throw new RefusedException("it does not answer: " + message(failure), "see whether it still runs");
        }
    }

    /**
     * Loads the agent; returns when its entry has.
     *
     * @param settings as after {@code -javaagent:<jar>=}, may be empty
     */
    void load(Path jar, String settings) throws RefusedException {
        try {
            handle(api, "loadAgent", MethodType.methodType(void.class, String.class, String.class))
                    .invoke(machine, jar.toString(), settings);
        } catch (Throwable failure) {
            throw notLoaded(jar, settings, message(failure));
        }
    }

    private static RefusedException notLoaded(Path jar, String settings, String message) {
        if (message.contains("EnableDynamicAgentLoading")) {
            return new RefusedException(
                    "it was started with -XX:-EnableDynamicAgentLoading",
                    "start it without, or with -javaagent:" + jar);
        }
        if (message.contains("Agent JAR not found")) {
            return new RefusedException(
                    "it cannot read " + jar,
                    "put the jar where its user may read it; for a process in a container, into that, and run the command there");
        }
        if (message.contains("instrument")) {
            return new RefusedException(
                    "its Java has no module java.instrument: " + message, "start it with a Java that has it");
        }
        if (jar.toString().length() + settings.length() >= LONGEST_ARGUMENT) {
            return new RefusedException(
                    "path of the jar and settings have more than the " + LONGEST_ARGUMENT
                            + " characters that its JVM takes: " + message,
                    "put the settings into a file, and name it: config=/path/of/crowsnest.yaml");
        }
        return new RefusedException(message, "see its standard error; else start it with -javaagent:" + jar);
    }

    private static MethodHandle handle(Class<?> api, String name, MethodType type) throws ReflectiveOperationException {
        MethodHandles.Lookup lookup = MethodHandles.publicLookup();
        return type.returnType() == api ? lookup.findStatic(api, name, type) : lookup.findVirtual(api, name, type);
    }

    private static String message(Throwable failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    @Override
    public void close() {
        try {
            handle(api, "detach", MethodType.methodType(void.class)).invoke(machine);
        } catch (Throwable failure) {
            // The process has gone, then.
        }
    }
}
