package io.crowsnest.core.method;

import io.crowsnest.telemetry.Catalogue;
import io.crowsnest.telemetry.MethodTimer;
import io.crowsnest.telemetry.Metric;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code metrics.methods}. An element of the list is parts between semicolons, which YAML may have as keys:
 *
 * <pre>
 *   class=com.example.Orders;method=place;name=orders.place;labels=kind:0 express:2;parameters=String int boolean
 * </pre>
 *
 * <p>No lambdas and no regular expressions: this is before the application's main method.
 */
public final class MeasuredMethods {

    /** What hooks run on, and hooks, which would measure themselves. The agent's other classes are never woven. */
    private static final String[] NOT_THE_APPLICATIONS = {
        "java.", "jdk.", "sun.", "com.sun.", "io.crowsnest.instrumentation."
    };

    private static final String[] PROMETHEUS_SUFFIXES = {
        "total", "created", "bucket", "info", "count", "sum", "max", "seconds_seconds"
    };
    private static final List<String> PARTS = List.of("class", "method", "name", "labels", "parameters");

    private final List<MeasuredMethod> methods = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final Map<String, String> names = new HashMap<>();
    private final Map<String, List<String>> labelsByName = new HashMap<>();

    private MeasuredMethods() {}

    /** Says what is wrong with an element. */
    @SuppressWarnings("serial") // never leaves this class
    private static final class WrongElement extends Exception {

        WrongElement(String message) {
            super(message, null, false, false);
        }
    }

    /** Those of the elements that can be understood; what is wrong with the others is in {@link #problems}. */
    public static MeasuredMethods read(List<String> elements) {
        MeasuredMethods all = new MeasuredMethods();
        for (String element : elements) {
            try {
                all.add(element);
            } catch (WrongElement e) {
                all.problems.add("metrics.methods: "
                        .concat(String.valueOf(e.getMessage()))
                        .concat(" in ")
                        .concat(element));
            }
        }
        return all;
    }

    /** What can be measured, if the classes turn out to be as the settings say. */
    public List<MeasuredMethod> methods() {
        return Collections.unmodifiableList(methods);
    }

    /** What is wrong in the settings, a line each. */
    public List<String> problems() {
        return Collections.unmodifiableList(problems);
    }

    private void add(String element) throws WrongElement {
        Map<String, String> parts = parts(element);
        String type = type(required(parts, "class"));
        String method = method(required(parts, "method"));
        String name = name(required(parts, "name"));
        List<String> labels = new ArrayList<>();
        int[] arguments = labels(parts.get("labels"), labels);
        MeasuredMethod made =
                new MeasuredMethod(type, method, parameters(parts.get("parameters")), name, labels, arguments);
        for (MeasuredMethod other : methods) {
            if (other.countsAlso(made)) {
                throw new WrongElement(
                        made.target().concat(" is named twice, also as ").concat(other.target()));
            }
        }
        List<String> known = labelsByName.get(name);
        if (known != null && !known.equals(labels)) {
            throw new WrongElement("name "
                    .concat(name)
                    .concat(" has the labels ")
                    .concat(known.toString())
                    .concat(" in an element before, and must have the same here"));
        }
        labelsByName.put(name, labels);
        names.put(plain(name), name);
        methods.add(made);
    }

    private static Map<String, String> parts(String element) throws WrongElement {
        Map<String, String> parts = new HashMap<>();
        for (String part : element.split(";", -1)) {
            int equals = part.indexOf('=');
            String key = equals < 0 ? part.trim() : part.substring(0, equals).trim();
            if (key.isEmpty() && equals < 0) {
                continue;
            }
            if (equals < 0 || !PARTS.contains(key)) {
                throw new WrongElement("unknown part "
                        .concat(key)
                        .concat(", expected class=, method=, name=, labels= or parameters="));
            }
            if (parts.put(key, part.substring(equals + 1).trim()) != null) {
                throw new WrongElement(key.concat(" is given twice"));
            }
        }
        return parts;
    }

    private static String required(Map<String, String> parts, String key) throws WrongElement {
        String value = parts.get(key);
        if (value == null || value.isEmpty()) {
            throw new WrongElement(
                    "no ".concat(key).concat(", expected ").concat(key).concat("=..."));
        }
        return value;
    }

    private static String type(String type) throws WrongElement {
        for (String part : type.split("\\.", -1)) {
            if (!isIdentifier(part)) {
                throw new WrongElement(
                        "class "
                                .concat(type)
                                .concat(
                                        " is no class name, expected one such as com.example.Orders or com.example.Orders$Cart"));
            }
        }
        for (String prefix : NOT_THE_APPLICATIONS) {
            if (type.startsWith(prefix)) {
                throw new WrongElement("class "
                        .concat(type)
                        .concat(" is not the application's: those of ")
                        .concat(prefix)
                        .concat(" are not measured"));
            }
        }
        return type;
    }

    private static String method(String method) throws WrongElement {
        if (method.startsWith("<") || method.equals("new")) {
            throw new WrongElement("constructors and initialisers are not measured: measure their caller");
        }
        if (!isIdentifier(method)) {
            throw new WrongElement("method ".concat(method).concat(" is no method name, expected one such as place"));
        }
        return method;
    }

    private String name(String name) throws WrongElement {
        if (!isName(name) || name.charAt(0) == '_') {
            throw new WrongElement("name "
                    .concat(name)
                    .concat(" is no metric name, expected letters, digits, dots and underscores such as orders.place"));
        }
        String plain = plain(name);
        for (String suffix : PROMETHEUS_SUFFIXES) {
            if (plain.endsWith("_".concat(suffix))) {
                throw new WrongElement("name "
                        .concat(name)
                        .concat(" ends in ")
                        .concat(suffix)
                        .concat(", which Prometheus has a meaning for"));
            }
        }
        for (Metric metric : Catalogue.ALL) {
            if (plain(metric.name()).equals(plain)) {
                throw new WrongElement("name ".concat(name).concat(" is taken by a metric of the agent"));
            }
        }
        String other = names.get(plain);
        if (other != null && !other.equals(name)) {
            throw new WrongElement("name "
                    .concat(name)
                    .concat(" is the same as ")
                    .concat(other)
                    .concat(" in Prometheus"));
        }
        return name;
    }

    /** As Prometheus will have it, without the unit. */
    private static String plain(String name) {
        String underscores = name.replace('.', '_');
        return underscores.endsWith("_seconds")
                ? underscores.substring(0, underscores.length() - "_seconds".length())
                : underscores;
    }

    /** Arguments of the labels, whose names go into {@code names}. */
    private static int[] labels(@Nullable String text, List<String> names) throws WrongElement {
        if (text == null || text.isEmpty()) {
            return new int[0];
        }
        String[] labels = words(text);
        if (labels.length > MethodTimer.MOST_LABELS) {
            throw new WrongElement("more than "
                    .concat(Integer.toString(MethodTimer.MOST_LABELS))
                    .concat(" labels"));
        }
        int[] arguments = new int[labels.length];
        for (int i = 0; i < labels.length; i++) {
            int colon = labels[i].indexOf(':');
            int argument = colon < 0 ? -1 : number(labels[i].substring(colon + 1));
            if (argument < 0) {
                throw new WrongElement("label "
                        .concat(labels[i])
                        .concat(" names no argument, expected one such as kind:0 for the first argument"));
            }
            arguments[i] = argument;
            names.add(label(labels[i].substring(0, colon), names));
        }
        return arguments;
    }

    private static String label(String label, List<String> before) throws WrongElement {
        String plain = label.replace('.', '_');
        if (!isName(label) || plain.startsWith("__")) {
            throw new WrongElement("label "
                    .concat(label)
                    .concat(" is no label name, expected letters, digits, dots and underscores such as kind"));
        }
        if (plain.equals(MethodTimer.EXCEPTION) || plain.equals("le") || plain.equals("quantile")) {
            throw new WrongElement("label ".concat(label).concat(" is taken, choose another name"));
        }
        for (String other : before) {
            if (other.replace('.', '_').equals(plain)) {
                throw new WrongElement("label ".concat(label).concat(" is given twice"));
            }
        }
        return label;
    }

    /** At most three digits; -1 for anything else. */
    private static int number(String text) {
        int number = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9 || i == 3) {
                return -1;
            }
            number = 10 * number + digit;
        }
        return text.isEmpty() ? -1 : number;
    }

    /** Descriptors; null if there is no such part, and empty if there is one without parameters. */
    private static @Nullable List<String> parameters(@Nullable String text) throws WrongElement {
        if (text == null) {
            return null;
        }
        List<String> descriptors = new ArrayList<>();
        for (String word : text.isEmpty() ? new String[0] : words(text)) {
            descriptors.add(descriptor(word));
        }
        return descriptors;
    }

    private static String descriptor(String parameter) throws WrongElement {
        if (parameter.endsWith("[]")) {
            return "[".concat(descriptor(parameter.substring(0, parameter.length() - 2)));
        }
        if (parameter.endsWith("...")) {
            return "[".concat(descriptor(parameter.substring(0, parameter.length() - 3)));
        }
        return switch (parameter) {
            case "boolean" -> "Z";
            case "byte" -> "B";
            case "char" -> "C";
            case "short" -> "S";
            case "int" -> "I";
            case "long" -> "J";
            case "float" -> "F";
            case "double" -> "D";
            default -> {
                for (String part : parameter.split("\\.", -1)) {
                    if (!isIdentifier(part)) {
                        throw new WrongElement("parameter "
                                .concat(parameter)
                                .concat(" is no type, expected one such as int, String, com.example.Order or byte[]"));
                    }
                }
                String full = parameter.indexOf('.') < 0 ? "java.lang.".concat(parameter) : parameter;
                yield "L".concat(full.replace('.', '/')).concat(";");
            }
        };
    }

    private static String[] words(String text) {
        List<String> words = new ArrayList<>();
        for (String word : text.split(" ", -1)) {
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        return words.toArray(new String[0]);
    }

    private static boolean isIdentifier(String text) {
        if (text.isEmpty() || !Character.isJavaIdentifierStart(text.charAt(0))) {
            return false;
        }
        for (int i = 1; i < text.length(); i++) {
            if (!Character.isJavaIdentifierPart(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** Names that Prometheus stores as they are, and dots. */
    private static boolean isName(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
            boolean later = i > 0 && ((c >= '0' && c <= '9') || c == '.');
            if (!letter && !later) {
                return false;
            }
        }
        return !text.isEmpty() && !text.endsWith(".");
    }
}
