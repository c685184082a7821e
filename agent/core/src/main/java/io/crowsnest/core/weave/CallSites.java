package io.crowsnest.core.weave;

import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Writes the calls to hooks. What the hook gets is on the stack, in order; what it returns ends there. */
sealed interface CallSites {

    /** Writes a call of {@code role} of the hook with this number. */
    void call(MethodVisitor code, int hook, Role role, String descriptor);

    /** The form for class files since version 51: linked once, then as fast as a direct call. */
    record Dynamic(String linker) implements CallSites {

        private static final String BOOTSTRAP = "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;"
                + "Ljava/lang/invoke/MethodType;I)Ljava/lang/invoke/CallSite;";

        @Override
        public void call(MethodVisitor code, int hook, Role role, String descriptor) {
            Handle bootstrap = new Handle(Opcodes.H_INVOKESTATIC, linker, "link", BOOTSTRAP, false);
            code.visitInvokeDynamicInsn(role.label(), descriptor, bootstrap, hook);
        }
    }

    /** The form for older class files: the stack is packed into an array for {@code call(int, Object[])}. */
    record Static(String linker, Weaver.SiteNumbers numbers) implements CallSites {

        @Override
        public void call(MethodVisitor code, int hook, Role role, String descriptor) {
            Type[] arguments = Type.getArgumentTypes(descriptor);
            push(code, arguments.length);
            code.visitTypeInsn(Opcodes.ANEWARRAY, "java/lang/Object");
            for (int i = arguments.length - 1; i >= 0; i--) {
                if (arguments[i].getSize() == 2) {
                    code.visitInsn(Opcodes.DUP_X2);
                    code.visitInsn(Opcodes.DUP_X2);
                    code.visitInsn(Opcodes.POP);
                } else {
                    code.visitInsn(Opcodes.DUP_X1);
                    code.visitInsn(Opcodes.SWAP);
                }
                Conversion.write(code, arguments[i], Conversion.OBJECT);
                push(code, i);
                code.visitInsn(Opcodes.SWAP);
                code.visitInsn(Opcodes.AASTORE);
            }
            push(code, numbers.next(hook, role, descriptor));
            code.visitInsn(Opcodes.SWAP);
            code.visitMethodInsn(
                    Opcodes.INVOKESTATIC, linker, "call", "(I[Ljava/lang/Object;)Ljava/lang/Object;", false);
            if (descriptor.endsWith(")V")) {
                code.visitInsn(Opcodes.POP);
            }
        }

        private static void push(MethodVisitor code, int value) {
            if (value <= Byte.MAX_VALUE) {
                code.visitIntInsn(Opcodes.BIPUSH, value);
            } else {
                code.visitLdcInsn(value);
            }
        }
    }
}
