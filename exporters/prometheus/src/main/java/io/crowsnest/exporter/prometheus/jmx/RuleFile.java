package io.crowsnest.exporter.prometheus.jmx;

import io.crowsnest.exporter.prometheus.ForeignFamily;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.PatternSyntaxException;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Reads a file of jmx_exporter:
 *
 * <pre>
 *   lowercaseOutputName: true
 *   includeObjectNames: ["kafka.server:*"]
 *   rules:
 *   - pattern: kafka.server&lt;type=(.+), name=(.+)PerSec&gt;&lt;&gt;Count
 *     name: kafka_server_$1_$2_total
 *     type: COUNTER
 *     labels: {broker: "1"}
 * </pre>
 *
 * <p>As there, one mistake is the end of the file: rules that were only half of those written would show values under wrong names.
 * What concerns the exporter's own server is not for an agent that has one.
 */
final class RuleFile {

    private static final long DEFAULT_BUDGET_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final Set<String> KEYS = Set.of(
            "startDelaySeconds",
            "scrapeTimeoutSeconds",
            "lowercaseOutputName",
            "lowercaseOutputLabelNames",
            "inferCounterTypeFromName",
            "includeObjectNames",
            "whitelistObjectNames",
            "excludeObjectNames",
            "blacklistObjectNames",
            "excludeJvmMetrics",
            "includeObjectNameAttributes",
            "excludeObjectNameAttributes",
            "autoExcludeObjectNameAttributes",
            "metricCustomizers",
            "rules",
            "httpServer",
            "openTelemetry",
            "username",
            "password",
            "ssl");

    private static final List<String> JVM_DOMAINS = List.of(
            "com.sun.management",
            "com.sun.management.jmxremote",
            "java.lang",
            "java.nio",
            "java.util.logging",
            "javax.management",
            "javax.management.remote",
            "jdk.internal",
            "jdk.management",
            "jdk.management.jfr",
            "sun.management");

    private static final Set<String> KEYS_OF_RULES =
            Set.of("pattern", "name", "value", "valueFactor", "help", "labels", "type", "attrNameSnakeCase", "cache");

    private final Map<String, YamlNode> keys;
    private final List<String> notes = new ArrayList<>();

    private RuleFile(Map<String, YamlNode> keys) {
        this.keys = keys;
    }

    /**
     * Reads a file.
     *
     * @throws RuleFileException if it cannot be read or is none with rules
     */
    static Rules read(String file) throws RuleFileException {
        try {
            return parse(file, Files.readString(Path.of(file), StandardCharsets.UTF_8));
        } catch (IOException | InvalidPathException e) {
            throw new RuleFileException(file, 0, "cannot be read: " + e);
        }
    }

    /** Reads the text of {@code file}, which is its name in messages. */
    static Rules parse(String file, String yaml) throws RuleFileException {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file)
                .setSchema(new CoreSchema())
                .build();
        Optional<Node> root;
        try {
            root = new Compose(settings).composeString(yaml);
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
            throw new RuleFileException(file, line, "malformed YAML: " + e.getProblem());
        } catch (YamlEngineException | StackOverflowError e) {
            throw new RuleFileException(file, 0, "malformed YAML: " + e);
        }
        YamlNode node = root.map(some -> new YamlNode(file, some)).orElse(null);
        return new RuleFile((node == null || node.isNull()) ? Map.of() : node.map("the file")).rules();
    }

    private Rules rules() throws RuleFileException {
        for (Map.Entry<String, YamlNode> key : keys.entrySet()) {
            if (key.getKey().equals("hostPort") || key.getKey().equals("jmxUrl")) {
                throw key.getValue()
                        .wrong(key.getKey() + ": names another JVM, but the agent reads its own; remove it");
            }
        }
        noteUnknown(keys, KEYS);
        YamlNode included = first("includeObjectNames", "whitelistObjectNames");
        YamlNode excluded = first("excludeObjectNames", "blacklistObjectNames");
        List<ObjectName> exclude = new ArrayList<>(excluded == null ? List.of() : objectNames(excluded));
        if (yes("excludeJvmMetrics", false)) {
            for (String domain : JVM_DOMAINS) {
                exclude.add(objectName(domain + ":*", key("excludeJvmMetrics")));
            }
        }
        return new Rules(
                included == null ? null : objectNames(included),
                exclude,
                new AttributeFilter(
                        attributes("includeObjectNameAttributes"),
                        attributes("excludeObjectNameAttributes"),
                        yes("autoExcludeObjectNameAttributes", true)),
                Customizers.read(key("metricCustomizers")),
                yes("lowercaseOutputName", false),
                yes("lowercaseOutputLabelNames", false),
                yes("inferCounterTypeFromName", false),
                ruleList(),
                (int) number("startDelaySeconds", 0),
                budgetNanos(),
                notes);
    }

    /** As in jmx_exporter an unknown key does no harm; here it is said. */
    private void noteUnknown(Map<String, YamlNode> entry, Set<String> known) {
        entry.forEach((key, value) -> {
            if (!known.contains(key)) {
                notes.add(value.wrong(key + ": unknown, passed over; expected one of "
                                + String.join(", ", new TreeSet<>(known)))
                        .getMessage());
            }
        });
    }

    /** How long a scrape may take; nothing or zero leaves it to whoever scrapes. */
    private long budgetNanos() throws RuleFileException {
        double seconds = number("scrapeTimeoutSeconds", 0);
        return seconds == 0 ? DEFAULT_BUDGET_NANOS : (long) (1e9 * seconds);
    }

    private @Nullable YamlNode key(String name) {
        return keys.get(name);
    }

    private @Nullable YamlNode first(String name, String olderName) {
        YamlNode newer = key(name);
        return newer == null ? key(olderName) : newer;
    }

    private boolean yes(String name, boolean otherwise) throws RuleFileException {
        YamlNode node = key(name);
        return (node == null || node.isNull()) ? otherwise : node.yes(name);
    }

    private double number(String name, double otherwise) throws RuleFileException {
        YamlNode node = key(name);
        double number = (node == null || node.isNull()) ? otherwise : node.number(name);
        if (node != null && !(number >= 0)) {
            throw node.wrong(name + ": expected a number of seconds that is not negative");
        }
        return number;
    }

    private static List<ObjectName> objectNames(YamlNode list) throws RuleFileException {
        List<ObjectName> names = new ArrayList<>();
        for (YamlNode name : list.list("object names")) {
            names.add(objectName(name.text("object name"), name));
        }
        return names;
    }

    private static ObjectName objectName(String name, @Nullable YamlNode where) throws RuleFileException {
        try {
            return new ObjectName(name);
        } catch (MalformedObjectNameException e) {
            String reason =
                    name + ": expected domain:key=value,.. in which * may stand for anything: " + e.getMessage();
            throw where == null ? new RuleFileException("", 0, reason) : where.wrong(reason);
        }
    }

    private Map<ObjectName, Set<String>> attributes(String name) throws RuleFileException {
        YamlNode node = key(name);
        Map<ObjectName, Set<String>> attributes = new HashMap<>();
        if (node != null) {
            for (Map.Entry<String, YamlNode> bean : node.map(name).entrySet()) {
                Set<String> names =
                        attributes.computeIfAbsent(objectName(bean.getKey(), bean.getValue()), none -> new HashSet<>());
                for (YamlNode attribute : bean.getValue().list(bean.getKey())) {
                    names.add(attribute.text(bean.getKey()));
                }
            }
        }
        return attributes;
    }

    /** Without the key everything is shown; an empty list shows nothing. */
    private List<Rule> ruleList() throws RuleFileException {
        YamlNode node = key("rules");
        if (node == null) {
            return List.of(new Rule(
                    null, null, null, 1, null, new TreeMap<>(), ForeignFamily.Kind.UNTYPED, false, true, false));
        }
        List<Rule> rules = new ArrayList<>();
        if (!node.isNull()) {
            for (YamlNode each : node.list("rules")) {
                rules.add(rule(each));
            }
        }
        return rules;
    }

    private Rule rule(YamlNode node) throws RuleFileException {
        Map<String, YamlNode> entry = node.map("a rule");
        noteUnknown(entry, KEYS_OF_RULES);
        String pattern = text(entry, "pattern");
        String name = text(entry, "name");
        String help = text(entry, "help");
        if (name == null && (help != null || entry.containsKey("labels"))) {
            throw node.wrong("a rule with help or labels needs a name");
        }
        if (name != null && pattern == null) {
            throw node.wrong("a rule with a name needs a pattern");
        }
        YamlNode factor = entry.get("valueFactor");
        YamlNode snakeCase = entry.get("attrNameSnakeCase");
        YamlNode cached = entry.get("cache");
        try {
            return new Rule(
                    pattern == null ? null : Rule.anywhere(pattern),
                    name,
                    text(entry, "value"),
                    factor == null ? 1 : factor.number("valueFactor"),
                    help,
                    YamlNode.texts(entry.get("labels"), "labels"),
                    kind(text(entry, "type")),
                    snakeCase != null && snakeCase.yes("attrNameSnakeCase"),
                    pattern == null || ValueIndependence.of(pattern),
                    cached != null && cached.yes("cache"));
        } catch (PatternSyntaxException e) {
            YamlNode where = entry.get("pattern");
            throw (where == null ? node : where)
                    .wrong("pattern: expected a regular expression: " + e.getDescription() + " in " + e.getPattern());
        }
    }

    private static @Nullable String text(Map<String, YamlNode> entry, String key) throws RuleFileException {
        YamlNode node = entry.get(key);
        return (node == null || node.isNull()) ? null : node.text(key);
    }

    private static ForeignFamily.Kind kind(@Nullable String type) {
        if ("COUNTER".equals(type)) {
            return ForeignFamily.Kind.COUNTER;
        }
        return "GAUGE".equals(type) ? ForeignFamily.Kind.GAUGE : ForeignFamily.Kind.UNTYPED;
    }
}
