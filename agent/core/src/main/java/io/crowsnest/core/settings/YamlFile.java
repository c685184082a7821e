package io.crowsnest.core.settings;

import java.io.FileInputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Reads settings from a YAML file. A key may be nested, dotted or both: {@code prometheus: {port: 9464}} is
 * {@code prometheus.port: 9464}.
 *
 * <p>Works on YAML's nodes instead of objects, as these know their line and keep the text of a scalar as it was written. The
 * only class that knows snakeyaml, so that nothing of it is loaded without a file.
 */
final class YamlFile {

    private final String path;
    private final String source;
    private final Resolver resolver;
    private final Map<Key<?>, Given> values = new LinkedHashMap<>();

    private YamlFile(String path, Resolver resolver) {
        this.path = path;
        this.source = "file ".concat(path);
        this.resolver = resolver;
    }

    static void read(String path, Resolver resolver) {
        new YamlFile(path, resolver).read();
    }

    private void read() {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(path)
                .setSchema(new CoreSchema())
                .build();
        try (FileInputStream in = new FileInputStream(path)) {
            Optional<Node> root = new Compose(settings).composeInputStream(in);
            if (root.isPresent()) {
                readRoot(root.get());
            }
        } catch (MarkedYamlEngineException e) {
            addMalformed(reason(e), e.getProblemMark());
        } catch (YamlEngineException e) {
            addMalformed(Resolver.reason(e), Optional.empty());
        } catch (StackOverflowError e) {
            addMalformed("nested too deeply", Optional.empty());
        } catch (IOException e) {
            resolver.add(new Problem("cannot read settings").with("file", path).with("reason", Resolver.reason(e)));
        }
        for (Map.Entry<Key<?>, Given> value : values.entrySet()) {
            resolver.put(value.getKey(), value.getValue().text, source, value.getValue().line);
        }
    }

    private void readRoot(Node root) {
        if (root instanceof MappingNode section) {
            readSection("", section);
        } else if (!isNull(root)) {
            addMalformed("expected keys and values", root.getStartMark());
        }
    }

    private void readSection(String prefix, MappingNode section) {
        for (NodeTuple entry : section.getValue()) {
            if (entry.getKeyNode() instanceof ScalarNode name) {
                readEntry(prefix.concat(name.getValue()), entry.getValueNode(), line(name));
            } else {
                addMalformed("a key must be a text", entry.getKeyNode().getStartMark());
            }
        }
    }

    private void readEntry(String name, Node node, int line) {
        Key<?> key = resolver.key(name);
        if (node instanceof MappingNode section && !isMap(key) && resolver.isSection(name)) {
            readSection(name.concat("."), section);
        } else if (key != null && !isNull(node)) {
            readValue(key, node, line);
        } else if (key == null && !(isNull(node) && resolver.isSection(name))) {
            resolver.addUnknown(name, source, line);
        }
    }

    private void readValue(Key<?> key, Node node, int line) {
        String text = node instanceof MappingNode && !isMap(key) ? null : text(node);
        if (text == null) {
            resolver.addWrongValue(key, "(nested)", source, line);
        } else if (values.put(key, new Given(text, source, line)) != null) {
            resolver.addGivenTwice(key, source, line);
        }
    }

    private static boolean isMap(@Nullable Key<?> key) {
        return key != null && key.type() == ValueType.MAP;
    }

    /**
     * The text that stands for a node in the other sources: a scalar as written, {@code a,b} or {@code k=v,k=v}; else null. In a list a map is one
     * element, {@code k=v;k=v}, in which a list is {@code a b} and a map {@code k:v k:v}.
     */
    private static @Nullable String text(Node node) {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        StringBuilder text = new StringBuilder();
        if (node instanceof MappingNode map) {
            for (NodeTuple entry : map.getValue()) {
                if (!append(text, ",", "=", entry)) {
                    return null;
                }
            }
        } else if (node instanceof SequenceNode sequence) {
            for (Node element : sequence.getValue()) {
                String elementText = element(element);
                if (elementText == null) {
                    return null;
                }
                appendElement(text, elementText);
            }
        }
        return text.toString();
    }

    private static @Nullable String element(Node node) {
        if (!(node instanceof MappingNode map)) {
            return node instanceof SequenceNode ? null : text(node);
        }
        StringBuilder text = new StringBuilder();
        for (NodeTuple entry : map.getValue()) {
            String value = entry.getKeyNode() instanceof ScalarNode ? part(entry.getValueNode()) : null;
            if (value == null) {
                return null;
            }
            String name = ((ScalarNode) entry.getKeyNode()).getValue();
            text.append(text.length() == 0 ? "" : ";").append(name).append('=').append(value);
        }
        return text.toString();
    }

    private static @Nullable String part(Node node) {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        StringBuilder text = new StringBuilder();
        if (node instanceof MappingNode map) {
            for (NodeTuple entry : map.getValue()) {
                if (!append(text, " ", ":", entry)) {
                    return null;
                }
            }
        } else if (node instanceof SequenceNode sequence) {
            for (Node element : sequence.getValue()) {
                if (!(element instanceof ScalarNode scalar)) {
                    return null;
                }
                text.append(text.length() == 0 ? "" : " ").append(scalar.getValue());
            }
        }
        return text.toString();
    }

    /** Appends a pair of scalars; false if it is none. */
    private static boolean append(StringBuilder text, String between, String pair, NodeTuple entry) {
        if (entry.getKeyNode() instanceof ScalarNode name && entry.getValueNode() instanceof ScalarNode value) {
            String both = name.getValue().concat(pair).concat(value.getValue());
            text.append(text.length() == 0 ? "" : between).append(between.equals(",") ? escaped(both) : both);
            return true;
        }
        return false;
    }

    private static void appendElement(StringBuilder text, String element) {
        text.append(text.length() == 0 ? "" : ",").append(escaped(element));
    }

    private static String escaped(String element) {
        return element.replace(",", "\\,");
    }

    private void addMalformed(String reason, Optional<Mark> mark) {
        Problem problem = new Problem("malformed YAML").with("file", path);
        if (mark.isPresent()) {
            problem.with("line", Integer.toString(mark.get().getLine() + 1));
            problem.with("column", Integer.toString(mark.get().getColumn() + 1));
        }
        resolver.add(problem.with("reason", reason));
    }

    private static String reason(MarkedYamlEngineException e) {
        String context = e.getContext();
        return context == null ? e.getProblem() : context.concat(": ").concat(e.getProblem());
    }

    private static boolean isNull(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    private static int line(Node node) {
        Optional<Mark> mark = node.getStartMark();
        return mark.isPresent() ? mark.get().getLine() + 1 : 0;
    }
}
