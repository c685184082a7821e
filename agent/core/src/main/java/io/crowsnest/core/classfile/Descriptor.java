package io.crowsnest.core.classfile;

import java.util.ArrayList;
import java.util.List;

/** The types that a method's descriptor names (JVM specification, 4.3.3), each as a descriptor. */
public record Descriptor(List<String> arguments, String result) {

    /** What everything but a primitive value is. */
    public static final String OBJECT = "Ljava/lang/Object;";

    /** The types that {@code descriptor} names. */
    public static Descriptor of(String descriptor) {
        List<String> arguments = new ArrayList<>();
        int at = 1;
        while (descriptor.charAt(at) != ')') {
            int start = at;
            while (descriptor.charAt(at) == '[') {
                at++;
            }
            at = descriptor.charAt(at) == 'L' ? descriptor.indexOf(';', at) + 1 : at + 1;
            arguments.add(descriptor.substring(start, at));
        }
        return new Descriptor(arguments, descriptor.substring(at + 1));
    }

    /** How many places it takes among local variables and on the stack. */
    public static int size(String type) {
        return switch (type.charAt(0)) {
            case 'V' -> 0;
            case 'J', 'D' -> 2;
            default -> 1;
        };
    }

    /** Whether it is a class or an array. */
    public static boolean isReference(String type) {
        return type.charAt(0) == 'L' || type.charAt(0) == '[';
    }

    /** How many places all arguments take. */
    public int argumentsSize() {
        int size = 0;
        for (String argument : arguments) {
            size += size(argument);
        }
        return size;
    }

    /** As Java writes it, with the package. */
    public static String inJava(String type) {
        return switch (type.charAt(0)) {
            case 'V' -> "void";
            case 'Z' -> "boolean";
            case 'C' -> "char";
            case 'B' -> "byte";
            case 'S' -> "short";
            case 'I' -> "int";
            case 'F' -> "float";
            case 'J' -> "long";
            case 'D' -> "double";
            case '[' -> inJava(type.substring(1)).concat("[]");
            default -> constantName(type).replace('/', '.');
        };
    }

    /** As a constant names it: without what is around the name of a class. */
    public static String constantName(String reference) {
        return reference.charAt(0) == '[' ? reference : reference.substring(1, reference.length() - 1);
    }

    /** Objects pass as plain objects, so that linking a call site loads no class of the library. */
    public static String erased(String type) {
        return isReference(type) ? OBJECT : type;
    }
}
