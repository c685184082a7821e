package io.crowsnest.tests.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the pages name is there: files, commands, settings, tests. */
class DocumentationIT {

    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)|(?:src|srcset)=\"([^\"]+)\"");
    private static final Pattern COMMAND = Pattern.compile("java -jar crowsnest-agent\\.jar ([a-z][a-z-]*)");
    private static final Pattern AGENT_ARGUMENTS = Pattern.compile("-javaagent:\\S*crowsnest-agent\\.jar=(\\S+)");
    private static final Pattern ARGUMENT_KEY = Pattern.compile("(?:^|,)['\"]?([a-z][a-z.-]+)=");
    private static final Pattern VARIABLE = Pattern.compile("CROWSNEST_[A-Z_]+");
    private static final Pattern TEST = Pattern.compile("\\b[A-Z][a-z]\\w+(?:IT|Test)\\b");
    private static final Pattern TEST_PROPERTY = Pattern.compile("-D(crowsnest\\.(?:tests|dashboards)\\.[a-z-]+)");

    /** What the README calls any setting. No agent knows it, which shows that unknown ones are found. */
    private static final String ANY_SETTING = "CROWSNEST_KEY";

    @Test
    void links_lead_somewhere() throws IOException {
        Set<String> broken = new TreeSet<>();
        for (Path page : pages()) {
            for (String link : found(LINK, Files.readString(page))) {
                if (!link.startsWith("http") && !leadsSomewhere(page, link)) {
                    broken.add(Project.ROOT.relativize(page) + ": " + link);
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void commands_of_the_jar_are_there() throws Exception {
        String help = Command.java("help").output();
        Set<String> known = found(Pattern.compile("(?m)^ {2}([a-z][a-z-]*)"), help);

        assertThat(found(COMMAND, text())).hasSizeGreaterThan(4).isSubsetOf(known);
    }

    @Test
    void settings_are_known_to_the_agent() throws Exception {
        Set<String> variables = found(VARIABLE, text());
        for (String arguments : found(AGENT_ARGUMENTS, text())) {
            for (String key : found(ARGUMENT_KEY, arguments)) {
                variables.add("CROWSNEST_" + key.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT));
            }
        }
        assertThat(variables).hasSizeGreaterThan(15).contains(ANY_SETTING, "CROWSNEST_PROMETHEUS_PUSH_URL");
        Map<String, String> environment = new HashMap<>();
        variables.forEach(variable -> environment.put(variable, ""));

        Command.Result config = Command.run(
                Path.of("."),
                environment,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                Project.AGENT.toString(),
                "config");

        assertThat(config.output().lines().filter(line -> line.contains("unknown key")))
                .singleElement()
                .asString()
                .contains(" key=key ");
    }

    @Test
    void tests_are_there_and_so_are_their_properties() throws IOException {
        List<Path> sources = testSources();
        Set<String> tests = sources.stream()
                .map(file -> file.getFileName().toString().replace(".java", ""))
                .collect(Collectors.toSet());
        String code = sources.stream().map(DocumentationIT::read).collect(Collectors.joining());

        assertThat(found(TEST, text())).hasSizeGreaterThan(30).isSubsetOf(tests);
        assertThat(found(TEST_PROPERTY, text())).hasSizeGreaterThan(5).allMatch(code::contains);
    }

    private static boolean leadsSomewhere(Path page, String link) throws IOException {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]);
        return Files.exists(target) && (parts.length == 1 || anchors(target).contains(parts[1]));
    }

    /** The names that headings get on the web page. */
    private static Set<String> anchors(Path page) throws IOException {
        return found(Pattern.compile("(?m)^#+ (.*)$"), Files.readString(page)).stream()
                .map(heading -> heading.toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\w\\- ]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    private static Set<String> found(Pattern pattern, String text) {
        Set<String> found = new TreeSet<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            for (int group = matcher.groupCount() == 0 ? 0 : 1; group <= matcher.groupCount(); group++) {
                if (matcher.group(group) != null) {
                    found.add(matcher.group(group));
                }
            }
        }
        return found;
    }

    private static String text() throws IOException {
        return pages().stream().map(DocumentationIT::read).collect(Collectors.joining("\n"));
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.list(Project.ROOT.resolve("docs"))) {
            return Stream.concat(
                            Stream.of(
                                            "README.md",
                                            "CONTRIBUTING.md",
                                            "benchmarks/README.md",
                                            "dashboards/preview/README.md")
                                    .map(Project.ROOT::resolve),
                            docs.filter(file -> file.toString().endsWith(".md")))
                    .toList();
        }
    }

    /** Of all modules, which are one or two folders deep. */
    private static List<Path> testSources() throws IOException {
        try (Stream<Path> top = Files.walk(Project.ROOT, 2)) {
            List<Path> roots = top.map(module -> module.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .toList();
            assertThat(roots).hasSizeGreaterThan(10);
            return roots.stream().flatMap(DocumentationIT::javaFiles).toList();
        }
    }

    private static Stream<Path> javaFiles(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
