package io.crowsnest.core.cli;

import java.util.List;
import java.util.StringJoiner;

/** Settings on the command line. */
final class Arguments {

    private Arguments() {}

    /** As they would follow {@code -javaagent:crowsnest-agent.jar=}. */
    static String joined(List<String> arguments) {
        StringJoiner joined = new StringJoiner(",");
        for (String argument : arguments) {
            joined.add(quoted(argument));
        }
        return joined.toString();
    }

    private static String quoted(String argument) {
        int value = argument.indexOf('=') + 1;
        if (value == 0 || argument.startsWith("\"", value) || argument.startsWith("'", value)) {
            return argument;
        }
        return argument.substring(0, value) + '"' + argument.substring(value) + '"';
    }
}
