package io.crowsnest.tests.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** A {@code docker-compose.yml}, with every variable replaced by its default. */
final class ComposeFile {

    /** {@code ${NAME:-default}}, the only form that means something to every version of Compose. */
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+):-([^}]*)}");

    private static final Pattern OTHER_VARIABLE = Pattern.compile("(?<!\\$)\\$(?!\\$)(?!\\{\\w+:-)[\\w{]+");

    private final Path directory;
    private final String text;
    private final Map<String, Object> content;

    private ComposeFile(Path directory, String text) {
        this.directory = directory;
        this.text = text;
        // "$$" is a dollar sign; here it is as good as none.
        String resolved = VARIABLE.matcher(text).replaceAll(found -> Matcher.quoteReplacement(found.group(2)));
        content = map(new Load(LoadSettings.builder().build()).loadFromString(resolved));
    }

    static ComposeFile in(Path directory) throws IOException {
        return new ComposeFile(directory, Files.readString(directory.resolve("docker-compose.yml")));
    }

    Path directory() {
        return directory;
    }

    /** Top-level keys, for example {@code services}. */
    Map<String, Object> content() {
        return content;
    }

    Map<String, Service> services() {
        Map<String, Service> services = new LinkedHashMap<>();
        map(content.get("services")).forEach((name, service) -> services.put(name, new Service(name, map(service))));
        return services;
    }

    /** Names of variables with their defaults; a variable that has two gets both, with a comma. */
    Map<String, String> variables() {
        Map<String, String> variables = new TreeMap<>();
        for (Matcher found = VARIABLE.matcher(code()); found.find(); ) {
            variables.merge(
                    found.group(1), found.group(2), (one, other) -> one.equals(other) ? one : one + "," + other);
        }
        return variables;
    }

    /** Variables in a form that is not {@code ${NAME:-default}}. */
    List<String> variablesWithoutDefault() {
        List<String> found = new ArrayList<>();
        for (Matcher each = OTHER_VARIABLE.matcher(code()); each.find(); ) {
            found.add(each.group());
        }
        return found;
    }

    private String code() {
        return text.replaceAll("(?m)^ *#.*$", "");
    }

    /** One service, as written. */
    record Service(String name, Map<String, Object> keys) {

        String text(String key) {
            return String.valueOf(keys.getOrDefault(key, ""));
        }

        /** Runs once and ends, instead of being kept running. */
        boolean endsByItself() {
            return text("restart").equals("no");
        }

        List<String> profiles() {
            return list(keys.get("profiles"));
        }

        /** Names of services with the condition that is waited for. */
        Map<String, String> dependencies() {
            Map<String, String> conditions = new LinkedHashMap<>();
            map(keys.getOrDefault("depends_on", Map.of()))
                    .forEach((service, how) -> conditions.put(service, String.valueOf(map(how).get("condition"))));
            return conditions;
        }

        List<String> ports() {
            return list(keys.getOrDefault("ports", List.of()));
        }

        /** {@code ./source:/target:options} of the project's own files. */
        List<String> binds() {
            return volumes().filter(each -> each.startsWith("./")).toList();
        }

        List<String> namedVolumes() {
            return volumes()
                    .filter(each -> !each.startsWith("./"))
                    .map(each -> each.substring(0, each.indexOf(':')))
                    .toList();
        }

        private Stream<String> volumes() {
            return list(keys.getOrDefault("volumes", List.of())).stream();
        }
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    private static List<String> list(Object value) {
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }
}
