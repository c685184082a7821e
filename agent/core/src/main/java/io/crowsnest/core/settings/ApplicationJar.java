package io.crowsnest.core.settings;

import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** What the command that started the JVM tells about the application. */
final class ApplicationJar {

    /** Parts of a version that don't start with a digit, and the suffixes that build tools put behind it. */
    private static final String[] QUALIFIERS = {
        "snapshot",
        "release",
        "final",
        "ga",
        "rc",
        "rc1",
        "rc2",
        "rc3",
        "m1",
        "m2",
        "m3",
        "alpha",
        "beta",
        "all",
        "exec",
        "runner",
        "shaded"
    };

    private ApplicationJar() {}

    /** The jar's name without directory, version and {@code .jar}, else the main class's simple name; null when unknown. */
    static @Nullable String serviceName(Properties systemProperties) {
        String command = systemProperties.getProperty("sun.java.command", "").trim();
        if (command.isEmpty()) {
            return null;
        }
        String jar = path(systemProperties);
        if (jar != null) {
            int slash = Math.max(jar.lastIndexOf('/'), jar.lastIndexOf('\\'));
            return withoutVersion(jar.substring(slash + 1, jar.length() - ".jar".length()));
        }
        String mainClass = firstWord(command);
        int start =
                Math.max(mainClass.lastIndexOf('.'), Math.max(mainClass.lastIndexOf('/'), mainClass.lastIndexOf('$')));
        return mainClass.substring(start + 1);
    }

    /** The jar of {@code java -jar}, or null. The class path starts with it, which tells where a path with blanks ends. */
    static @Nullable String path(Properties systemProperties) {
        String command = systemProperties.getProperty("sun.java.command", "").trim();
        String classPath = systemProperties.getProperty("java.class.path", "");
        for (int dot = command.indexOf(".jar"); dot >= 0; dot = command.indexOf(".jar", dot + 1)) {
            int end = dot + ".jar".length();
            if (end == command.length() || command.charAt(end) == ' ') {
                String candidate = command.substring(0, end);
                if (candidate.indexOf(' ') < 0 || classPath.startsWith(candidate)) {
                    return candidate;
                }
            }
        }
        return null;
    }

    private static String firstWord(String command) {
        int blank = command.indexOf(' ');
        return blank < 0 ? command : command.substring(0, blank);
    }

    static String withoutVersion(String name) {
        for (int dash = name.indexOf('-', 1); dash >= 0; dash = name.indexOf('-', dash + 1)) {
            if (isDigitAt(name, dash + 1) && isVersion(name, dash + 1)) {
                return name.substring(0, dash);
            }
        }
        return name;
    }

    /** Whether each part between dashes is a number or a qualifier. */
    private static boolean isVersion(String name, int from) {
        int start = from;
        while (start <= name.length()) {
            int dash = name.indexOf('-', start);
            int end = dash < 0 ? name.length() : dash;
            if (!isDigitAt(name, start) && !isQualifier(name.substring(start, end))) {
                return false;
            }
            start = end + 1;
        }
        return true;
    }

    private static boolean isQualifier(String part) {
        for (String qualifier : QUALIFIERS) {
            if (qualifier.equalsIgnoreCase(part)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isDigitAt(String name, int index) {
        return index < name.length() && name.charAt(index) >= '0' && name.charAt(index) <= '9';
    }
}
