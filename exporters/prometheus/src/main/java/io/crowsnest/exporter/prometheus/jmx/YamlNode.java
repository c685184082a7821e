package io.crowsnest.exporter.prometheus.jmx;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** A value of a file that knows where it stands. Scalars are taken as they are written, and as YAML 1.1 reads them. */
record YamlNode(String file, Node node) {

    /** Line of its beginning, from 1; 0 if unknown. */
    int line() {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }

    RuleFileException wrong(String reason) {
        return new RuleFileException(file, line(), reason);
    }

    boolean isNull() {
        return node.getTag().equals(Tag.NULL);
    }

    /** Keys and values in their order; a key that comes again replaces the first. {@code <<} takes over the keys of others. */
    Map<String, YamlNode> map(String what) throws RuleFileException {
        if (!(node instanceof MappingNode mapping)) {
            throw wrong(what + ": expected keys and values");
        }
        Map<String, YamlNode> map = new LinkedHashMap<>();
        for (NodeTuple entry : mapping.getValue()) {
            YamlNode value = new YamlNode(file, entry.getValueNode());
            String key = new YamlNode(file, entry.getKeyNode()).text("a key");
            if (!key.equals("<<")) {
                map.put(key, value);
            } else {
                for (YamlNode other : value.node instanceof SequenceNode ? value.list(key) : List.of(value)) {
                    other.map(key).forEach(map::putIfAbsent);
                }
            }
        }
        return map;
    }

    List<YamlNode> list(String what) throws RuleFileException {
        if (!(node instanceof SequenceNode sequence)) {
            throw wrong(what + ": expected a list, entries that begin with \"- \"");
        }
        List<YamlNode> list = new ArrayList<>();
        sequence.getValue().forEach(each -> list.add(new YamlNode(file, each)));
        return list;
    }

    String text(String what) throws RuleFileException {
        if (!(node instanceof ScalarNode scalar)) {
            throw wrong(what + ": expected a text");
        }
        return scalar.getValue();
    }

    boolean yes(String what) throws RuleFileException {
        return switch (text(what).toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default -> throw wrong(what + ": expected true or false");
        };
    }

    double number(String what) throws RuleFileException {
        try {
            return Double.parseDouble(text(what));
        } catch (NumberFormatException e) {
            throw wrong(what + ": expected a number");
        }
    }

    /** A number or a truth value if that is how it is written, else the text; null for nothing. */
    @Nullable
    Object value(String what) throws RuleFileException {
        if (isNull()) {
            return null;
        }
        Tag tag = node.getTag();
        if (tag.equals(Tag.BOOL)) {
            return yes(what);
        }
        if (tag.equals(Tag.INT)) {
            return (long) number(what);
        }
        return tag.equals(Tag.FLOAT) ? (Object) number(what) : text(what);
    }

    /** The entries of a mapping to texts, by their keys; none if the node is not there or null. */
    static SortedMap<String, String> texts(@Nullable YamlNode node, String what) throws RuleFileException {
        SortedMap<String, String> texts = new TreeMap<>();
        if (node != null && !node.isNull()) {
            for (Map.Entry<String, YamlNode> entry : node.map(what).entrySet()) {
                texts.put(entry.getKey(), entry.getValue().text(what));
            }
        }
        return texts;
    }
}
