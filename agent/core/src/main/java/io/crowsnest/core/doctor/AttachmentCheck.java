package io.crowsnest.core.doctor;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Agents that the environment gives to every JVM. A JVM whose agent's jar is missing does not start at all. */
final class AttachmentCheck {

    private static final List<String> VARIABLES = List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS");
    private static final Pattern AGENT = Pattern.compile("(?:^|\\s)-javaagent:(?<jar>[^=\\s]+)");

    private AttachmentCheck() {}

    static void check(Map<String, String> environment, Findings findings) {
        List<String> ours = new ArrayList<>();
        for (String variable : VARIABLES) {
            Matcher agent = AGENT.matcher(environment.getOrDefault(variable, ""));
            while (agent.find()) {
                String jar = agent.group("jar");
                if (!isFile(jar)) {
                    findings.failure(
                            variable,
                            "names an agent that is not there, no JVM starts with it: " + jar,
                            "copy the jar there, or name the place where it is");
                } else if (jar.contains("crowsnest")) {
                    ours.add(variable);
                }
            }
        }
        if (ours.size() > 1) {
            findings.warning(
                    String.join(", ", ours), "name this agent more than once; only the first is used", "name it once");
        } else if (!ours.isEmpty()) {
            findings.ok(ours.get(0), "attaches the agent to every JVM");
        }
    }

    private static boolean isFile(String jar) {
        try {
            return Files.isRegularFile(Path.of(jar)) && Files.isReadable(Path.of(jar));
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
