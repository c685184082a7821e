package io.crowsnest.core.weave;

import io.crowsnest.core.classfile.ByteVector;
import io.crowsnest.core.classfile.Code;
import io.crowsnest.core.classfile.ConstantPool;
import io.crowsnest.core.classfile.Conversion;
import io.crowsnest.core.classfile.Descriptor;
import io.crowsnest.core.classfile.Instructions;
import java.util.ArrayList;
import java.util.List;

/** Writes the calls to hooks. What the hook gets is on the stack, in order; what it returns ends there. */
sealed interface CallSites {

    /** Writes a call of {@code role} of the hook with this number. */
    void call(Code code, int hook, Role role, String descriptor);

    /** How much deeper the stack gets than what the hook is passed. */
    int deeper();

    /** The form for class files since version 51: linked once, then as fast as a direct call. */
    final class Dynamic implements CallSites {

        private static final String BOOTSTRAP = "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;"
                + "Ljava/lang/invoke/MethodType;I)Ljava/lang/invoke/CallSite;";

        private final String linker;

        /** How many methods that link call sites the class has already, see {@link #bootstraps}. */
        private final int present;

        private final List<Integer> hooks = new ArrayList<>();

        Dynamic(String linker, int present) {
            this.linker = linker;
            this.present = present;
        }

        @Override
        public void call(Code code, int hook, Role role, String descriptor) {
            int at = hooks.indexOf(hook);
            if (at < 0) {
                at = hooks.size();
                hooks.add(hook);
            }
            code.invokeDynamic(present + at, role.label(), descriptor);
        }

        @Override
        public int deeper() {
            return 1;
        }

        /** How many have to be added to the attribute that names them (JVM specification, 4.7.23). */
        int added() {
            return hooks.size();
        }

        /** What has to be added: for each hook the linker, and the hook's number. */
        ByteVector bootstraps(ConstantPool constants) {
            ByteVector all = new ByteVector();
            for (int hook : hooks) {
                all.put2(constants.staticHandle(linker, "link", BOOTSTRAP))
                        .put2(1)
                        .put2(constants.integer(hook));
            }
            return all;
        }
    }

    /** The form for older class files: the stack is packed into an array for {@code call(int, Object[])}. */
    record Static(String linker, Weaver.SiteNumbers numbers) implements CallSites {

        @Override
        public void call(Code code, int hook, Role role, String descriptor) {
            List<String> arguments = Descriptor.of(descriptor).arguments();
            code.push(arguments.size());
            code.newArray("java/lang/Object");
            for (int i = arguments.size() - 1; i >= 0; i--) {
                if (Descriptor.size(arguments.get(i)) == 2) {
                    code.put(Instructions.DUP_X2).put(Instructions.DUP_X2).put(Instructions.POP);
                } else {
                    code.put(Instructions.DUP_X1).put(Instructions.SWAP);
                }
                Conversion.write(code, arguments.get(i), Descriptor.OBJECT);
                code.push(i);
                code.put(Instructions.SWAP).put(Instructions.AASTORE);
            }
            code.push(numbers.next(hook, role, descriptor));
            code.put(Instructions.SWAP);
            code.invokeStatic(linker, "call", "(I[Ljava/lang/Object;)Ljava/lang/Object;");
            if (descriptor.endsWith(")V")) {
                code.put(Instructions.POP);
            }
        }

        @Override
        public int deeper() {
            return 4;
        }
    }
}
