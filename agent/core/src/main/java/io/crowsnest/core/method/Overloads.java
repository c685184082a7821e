package io.crowsnest.core.method;

import io.crowsnest.core.classfile.ClassFile;
import io.crowsnest.core.classfile.Descriptor;
import io.crowsnest.core.settings.NearestMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The methods of one name in a class file.
 *
 * @param all of them, without those that the compiler has made
 * @param others names of the other methods
 */
record Overloads(List<Overload> all, Set<String> others) {

    private static final int ABSTRACT = 0x0400;
    private static final int NATIVE = 0x0100;

    /** Bridge or synthetic. */
    private static final int BY_COMPILER = 0x0040 | 0x1000;

    /** One method. */
    record Overload(int access, String descriptor) {

        /** Why it cannot be measured, as the end of a sentence, or null. */
        @Nullable
        String unfit(int argumentsNeeded) {
            if ((access & ABSTRACT) != 0) {
                return "is abstract: name the class that implements it";
            }
            if ((access & NATIVE) != 0) {
                return "is native: measure its caller";
            }
            int arguments = Descriptor.of(descriptor).arguments().size();
            return arguments < argumentsNeeded
                    ? "has no argument "
                            .concat(Integer.toString(argumentsNeeded - 1))
                            .concat("; the first is 0")
                    : null;
        }
    }

    static Overloads read(byte[] classFile, String method) {
        List<Overload> all = new ArrayList<>();
        Set<String> others = new TreeSet<>();
        new ClassFile(classFile).forEachMethod((access, name, descriptor) -> {
            if ((access & BY_COMPILER) != 0) {
                return;
            }
            if (name.equals(method)) {
                all.add(new Overload(access, descriptor));
            } else if (!name.startsWith("<")) {
                others.add(name);
            }
        });
        return new Overloads(all, others);
    }

    /** Why the class has none that was asked for. */
    String whyNone(String method, boolean byParameters) {
        if (byParameters && !all.isEmpty()) {
            return "no method ".concat(method).concat(" with these parameters");
        }
        String nearest = NearestMatch.of(method, others);
        String none = "the class has no method ".concat(method).concat(" of its own");
        return nearest == null ? none : none.concat(", nearest=").concat(nearest);
    }
}
