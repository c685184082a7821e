package io.crowsnest.core.weave;

import java.util.ArrayList;
import java.util.List;

/** The types that a method's descriptor names (JVM specification, 4.3.3), each as a descriptor. */
record Descriptor(List<String> arguments, String result) {

    static final String OBJECT = "Ljava/lang/Object;";

    static Descriptor of(String descriptor) {
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
    static int size(String type) {
        return switch (type.charAt(0)) {
            case 'V' -> 0;
            case 'J', 'D' -> 2;
            default -> 1;
        };
    }

    static boolean isReference(String type) {
        return type.charAt(0) == 'L' || type.charAt(0) == '[';
    }

    /** As a constant names it: without what is around the name of a class. */
    static String constantName(String reference) {
        return reference.charAt(0) == '[' ? reference : reference.substring(1, reference.length() - 1);
    }

    /** Objects pass as plain objects, so that linking a call site loads no class of the library. */
    static String erased(String type) {
        return isReference(type) ? OBJECT : type;
    }
}
