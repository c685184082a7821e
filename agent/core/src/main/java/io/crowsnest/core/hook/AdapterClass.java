package io.crowsnest.core.hook;

import io.crowsnest.core.method.MeasuredMethod;
import io.crowsnest.core.weave.Conversion;
import io.crowsnest.core.weave.Role;
import io.crowsnest.telemetry.MethodTimer;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.Objects;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Writes the class that stands between a call site and its hook: gives the hook what it wants of what the site passes, and lets no
 * exception out.
 *
 * <pre>
 *   final class TomcatHooks$Call7 {
 *       static final InstrumentationState state = HookLinker.state(7);
 *
 *       static Object call(Object receiver, Object request) {
 *           try {
 *               return TomcatHooks.enter((Request) request);
 *           } catch (Throwable failure) {
 *               state.failed(failure);
 *               return null;
 *           }
 *       }
 *
 *       static Object nothing(Object receiver, Object request) {
 *           return null;
 *       }
 *   }
 * </pre>
 *
 * <p>A class of its own costs the start of an application less than the same out of method handles, of each of which the JVM makes a
 * class. The handler is too long on purpose: see {@link #TOO_LARGE_TO_INLINE}.
 */
final class AdapterClass {

    static final String CALL = "call";
    static final String NOTHING = "nothing";

    /**
     * From this length of a method on HotSpot does not inline it, however often it is called ({@code FreqInlineSize}, 325 bytes). If it did, the hook
     * would be compiled anew into each method of the application that is woven, and what that makes larger is inlined less itself, so that
     * the application would run otherwise than without us.
     */
    private static final int TOO_LARGE_TO_INLINE = 330;

    /** Of a switch, in bytes of code. */
    private static final int CASE = 4;

    private static final String LINKER = Type.getInternalName(HookLinker.class);
    private static final String STATE = Type.getDescriptor(InstrumentationState.class);
    private static final String TIMER = Type.getDescriptor(MethodTimer.class);
    private static final String THROWABLE = "java/lang/Throwable";

    /** Stands for a parameter of the hook that the site passes nothing for. */
    private static final int NOBODY = -1;

    private final String name;
    private final Hook hook;
    private final Role role;
    private final Type[] passed;
    private final Type returned;
    private final ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);

    private AdapterClass(String name, Hook hook, Role role, MethodType site) {
        this.name = name;
        this.hook = hook;
        this.role = role;
        passed = Type.getArgumentTypes(site.toMethodDescriptorString());
        returned = Type.getReturnType(site.toMethodDescriptorString());
    }

    /**
     * The class file for call sites of type {@code site}.
     *
     * @param name internal name, in the package of the hook
     * @param number by which the class asks {@link HookLinker} for what it needs
     * @throws IllegalArgumentException if the hook cannot take what the site passes
     */
    static byte[] write(String name, int number, Hook hook, Role role, MethodType site) {
        AdapterClass adapter = new AdapterClass(name, hook, role, site);
        adapter.writer.visit(
                Opcodes.V17, Opcodes.ACC_FINAL | Opcodes.ACC_SYNTHETIC, name, null, "java/lang/Object", null);
        adapter.constants(number);
        adapter.call(site.toMethodDescriptorString());
        adapter.nothing(site.toMethodDescriptorString());
        adapter.writer.visitEnd();
        return adapter.writer.toByteArray();
    }

    private boolean isMeasuring() {
        return hook.measured() != null && role == Role.ENTER;
    }

    private void constants(int number) {
        MethodVisitor code = method("<clinit>", "()V");
        constant(code, "state", STATE, number);
        if (isMeasuring()) {
            constant(code, "timer", TIMER, number);
        }
        code.visitInsn(Opcodes.RETURN);
        end(code);
    }

    private void constant(MethodVisitor code, String field, String type, int number) {
        writer.visitField(Opcodes.ACC_STATIC | Opcodes.ACC_FINAL, field, type, null, null)
                .visitEnd();
        code.visitLdcInsn(number);
        code.visitMethodInsn(Opcodes.INVOKESTATIC, LINKER, field, "(I)".concat(type), false);
        code.visitFieldInsn(Opcodes.PUTSTATIC, name, field, type);
    }

    private void call(String descriptor) {
        MethodVisitor code = method(CALL, descriptor);
        if (role == Role.EXIT || role == Role.THROWN) {
            // Without a state there is nothing to finish.
            Label present = new Label();
            load(code, passed.length - 1);
            code.visitJumpInsn(Opcodes.IFNONNULL, present);
            code.visitInsn(Opcodes.RETURN);
            code.visitLabel(present);
            code.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
        }
        Label start = new Label();
        Label end = new Label();
        Label handler = new Label();
        code.visitTryCatchBlock(start, end, handler, THROWABLE);
        code.visitLabel(start);
        callHook(code);
        code.visitLabel(end);
        code.visitInsn(returned.getOpcode(Opcodes.IRETURN));
        code.visitLabel(handler);
        code.visitFrame(Opcodes.F_SAME1, 0, null, 1, new Object[] {THROWABLE});
        enlarge(code);
        code.visitFieldInsn(Opcodes.GETSTATIC, name, "state", STATE);
        code.visitInsn(Opcodes.SWAP);
        code.visitMethodInsn(
                Opcodes.INVOKEVIRTUAL,
                Type.getInternalName(InstrumentationState.class),
                "failed",
                "(Ljava/lang/Throwable;)V",
                false);
        returnNothing(code);
        end(code);
    }

    /** Adds code that does nothing: a switch, all of whose cases lead behind it, is the fastest to write. */
    private static void enlarge(MethodVisitor code) {
        Label behind = new Label();
        Label[] cases = new Label[TOO_LARGE_TO_INLINE / CASE];
        Arrays.fill(cases, behind);
        code.visitInsn(Opcodes.ICONST_0);
        code.visitTableSwitchInsn(0, cases.length - 1, behind, cases);
        code.visitLabel(behind);
        code.visitFrame(Opcodes.F_SAME1, 0, null, 1, new Object[] {THROWABLE});
    }

    private void callHook(MethodVisitor code) {
        String signature = role == Role.EXIT || role == Role.THROWN ? hook.exit() : hook.enter();
        int parameters = signature.indexOf('(');
        String descriptor = signature.substring(parameters);
        if (isMeasuring()) {
            code.visitFieldInsn(Opcodes.GETSTATIC, name, "timer", TIMER);
            collect(code);
        } else {
            Type[] wanted = Type.getArgumentTypes(descriptor);
            int[] sources = sources(wanted.length);
            for (int i = 0; i < wanted.length; i++) {
                if (sources[i] == NOBODY) {
                    zero(code, wanted[i]);
                } else {
                    load(code, sources[i]);
                    Conversion.write(code, passed[sources[i]], wanted[i]);
                }
            }
        }
        code.visitMethodInsn(
                Opcodes.INVOKESTATIC,
                hook.hookClass().replace('.', '/'),
                signature.substring(0, parameters),
                descriptor,
                false);
        Conversion.write(code, Type.getReturnType(descriptor), returned);
    }

    /** The arguments that make labels, in an array. */
    private void collect(MethodVisitor code) {
        MeasuredMethod measured = Objects.requireNonNull(hook.measured());
        int[] arguments = measured.arguments();
        code.visitLdcInsn(arguments.length);
        code.visitTypeInsn(Opcodes.ANEWARRAY, "java/lang/Object");
        for (int i = 0; i < arguments.length; i++) {
            code.visitInsn(Opcodes.DUP);
            code.visitLdcInsn(i);
            load(code, arguments[i]);
            Conversion.write(code, passed[arguments[i]], Conversion.OBJECT);
            code.visitInsn(Opcodes.AASTORE);
        }
    }

    /** Which of the site's arguments each parameter of the hook takes. */
    private int[] sources(int wanted) {
        int[] sources = new int[wanted];
        switch (role) {
            case ENTER, ENTER_ONLY, ARGUMENT -> {
                for (int i = 0; i < wanted; i++) {
                    sources[i] = i;
                }
            }
            // exit(state, [result,] thrown) gets (state) or (result, state)
            case EXIT -> {
                sources[0] = passed.length - 1;
                if (wanted == 3) {
                    sources[1] = passed.length == 2 ? 0 : NOBODY;
                }
                sources[wanted - 1] = NOBODY;
            }
            // the same gets (thrown, state)
            case THROWN -> {
                sources[0] = 1;
                if (wanted == 3) {
                    sources[1] = NOBODY;
                }
                sources[wanted - 1] = 0;
            }
            // hook([receiver [, result]]) gets (result), (receiver) or (result, receiver)
            case RESULT -> {
                for (int i = 0; i < wanted; i++) {
                    sources[i] = passed.length - 1 - i;
                }
            }
        }
        return sources;
    }

    private void nothing(String descriptor) {
        MethodVisitor code = method(NOTHING, descriptor);
        returnNothing(code);
        end(code);
    }

    /** What a call gives back that changes nothing. */
    private void returnNothing(MethodVisitor code) {
        boolean replaces = role == Role.ARGUMENT || role == Role.RESULT;
        if (replaces && !returned.equals(Type.VOID_TYPE)) {
            int kept = role == Role.ARGUMENT ? hook.point().detail() : 0;
            load(code, kept);
            Conversion.write(code, passed[kept], returned);
        } else {
            zero(code, returned);
        }
        code.visitInsn(returned.getOpcode(Opcodes.IRETURN));
    }

    private MethodVisitor method(String method, String descriptor) {
        MethodVisitor code = writer.visitMethod(Opcodes.ACC_STATIC, method, descriptor, null, null);
        code.visitCode();
        return code;
    }

    private static void end(MethodVisitor code) {
        code.visitMaxs(0, 0);
        code.visitEnd();
    }

    private void load(MethodVisitor code, int argument) {
        int slot = 0;
        for (int i = 0; i < argument; i++) {
            slot += passed[i].getSize();
        }
        code.visitVarInsn(passed[argument].getOpcode(Opcodes.ILOAD), slot);
    }

    private static void zero(MethodVisitor code, Type type) {
        switch (type.getSort()) {
            case Type.VOID -> {}
            case Type.LONG -> code.visitInsn(Opcodes.LCONST_0);
            case Type.FLOAT -> code.visitInsn(Opcodes.FCONST_0);
            case Type.DOUBLE -> code.visitInsn(Opcodes.DCONST_0);
            case Type.OBJECT, Type.ARRAY -> code.visitInsn(Opcodes.ACONST_NULL);
            default -> code.visitInsn(Opcodes.ICONST_0);
        }
    }
}
