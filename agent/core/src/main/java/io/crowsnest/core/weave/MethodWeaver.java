package io.crowsnest.core.weave;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Writes the hooks of one method while its body passes by. See {@link Weaver} for what comes out.
 *
 * <p>Each AROUND hook keeps its state in a local variable behind the last one of the method. That variable has a value from
 * the first instruction of the body on, so each existing stack map gets it appended, and the map of the handler knows
 * nothing but it.
 */
final class MethodWeaver extends MethodVisitor {

    private static final String OBJECT = "Ljava/lang/Object;";

    private final CallSites calls;
    private final List<HookPoint> around = new ArrayList<>();
    private final List<HookPoint> before = new ArrayList<>();
    private final List<HookPoint> onReturn = new ArrayList<>();
    private final boolean isStatic;
    private final boolean isConstructor;
    private final Type[] arguments;
    private final Type result;
    private final int firstFree;
    private final boolean frames;
    private final Label bodyStart = new Label();

    MethodWeaver(
            MethodVisitor next,
            CallSites calls,
            List<HookPoint> points,
            int access,
            String name,
            String descriptor,
            int firstFree,
            boolean frames) {
        super(Opcodes.ASM9, next);
        this.calls = calls;
        this.isStatic = (access & Opcodes.ACC_STATIC) != 0;
        this.isConstructor = name.equals("<init>");
        this.arguments = Type.getArgumentTypes(descriptor);
        this.result = Type.getReturnType(descriptor);
        this.firstFree = firstFree;
        this.frames = frames;
        for (HookPoint point : points) {
            switch (point.kind()) {
                case AROUND, AROUND_ARGUMENTS -> around.add(point);
                case ON_ENTER, REPLACE_ARGUMENT -> insert(point);
                case ON_RETURN -> onReturn.add(point);
            }
        }
    }

    /** Arguments are replaced from left to right, so that a hook sees those before its own as the method will. */
    private void insert(HookPoint point) {
        int at = before.size();
        while (at > 0 && before.get(at - 1).detail() > point.detail()) {
            at--;
        }
        before.add(at, point);
    }

    @Override
    public void visitCode() {
        super.visitCode();
        for (HookPoint point : before) {
            boolean replaces = point.kind() == HookPoint.Kind.REPLACE_ARGUMENT;
            String passed = loadLeading(point, !isConstructor);
            calls.call(
                    mv, point.number(), replaces ? Role.ARGUMENT : Role.ENTER_ONLY, passed + (replaces ? OBJECT : "V"));
            if (replaces) {
                int replaced = point.detail() - (isStatic || isConstructor ? 0 : 1);
                mv.visitTypeInsn(Opcodes.CHECKCAST, arguments[replaced].getInternalName());
                mv.visitVarInsn(Opcodes.ASTORE, slotOfArgument(replaced));
            }
        }
        for (int i = 0; i < around.size(); i++) {
            boolean withReceiver = around.get(i).kind() == HookPoint.Kind.AROUND;
            calls.call(mv, around.get(i).number(), Role.ENTER, loadLeading(around.get(i), withReceiver) + OBJECT);
            mv.visitVarInsn(Opcodes.ASTORE, state(i));
        }
        if (!around.isEmpty()) {
            mv.visitLabel(bodyStart);
        }
    }

    @Override
    public void visitInsn(int opcode) {
        if (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN) {
            for (HookPoint point : onReturn) {
                seeResult(point);
            }
            // The innermost, entered last, leaves first.
            for (int i = around.size() - 1; i >= 0; i--) {
                leave(around.get(i), state(i));
            }
        }
        super.visitInsn(opcode);
    }

    @Override
    public void visitFrame(int type, int locals, Object @Nullable [] local, int stack, Object @Nullable [] onStack) {
        if (around.isEmpty() || local == null) {
            super.visitFrame(type, locals, local, stack, onStack);
            return;
        }
        List<Object> padded = new ArrayList<>(Arrays.asList(local).subList(0, locals));
        int slots = 0;
        for (Object each : padded) {
            slots += each == Opcodes.LONG || each == Opcodes.DOUBLE ? 2 : 1;
        }
        appendStates(padded, slots);
        super.visitFrame(type, padded.size(), padded.toArray(), stack, onStack);
    }

    @Override
    public void visitMaxs(int maxStack, int maxLocals) {
        if (!around.isEmpty()) {
            writeHandler();
        }
        super.visitMaxs(maxStack, maxLocals);
    }

    /** Last in the exception table, so that the method's own handlers come first. */
    private void writeHandler() {
        Label handler = new Label();
        mv.visitTryCatchBlock(bodyStart, handler, handler, "java/lang/Throwable");
        mv.visitLabel(handler);
        if (frames) {
            List<Object> locals = new ArrayList<>();
            appendStates(locals, 0);
            Object[] thrown = {"java/lang/Throwable"};
            mv.visitFrame(Opcodes.F_NEW, locals.size(), locals.toArray(), 1, thrown);
        }
        for (int i = around.size() - 1; i >= 0; i--) {
            mv.visitInsn(Opcodes.DUP);
            mv.visitVarInsn(Opcodes.ALOAD, state(i));
            calls.call(mv, around.get(i).number(), Role.THROWN, "(Ljava/lang/Throwable;" + OBJECT + ")V");
        }
        mv.visitInsn(Opcodes.ATHROW);
    }

    /** The state is cleared first: if exit itself fails to link, the handler finds nothing left to finish. */
    private void leave(HookPoint point, int state) {
        boolean wantsResult = point.detail() == 1;
        String passed = "";
        if (wantsResult) {
            passed = duplicateResult();
        }
        mv.visitVarInsn(Opcodes.ALOAD, state);
        mv.visitInsn(Opcodes.ACONST_NULL);
        mv.visitVarInsn(Opcodes.ASTORE, state);
        calls.call(mv, point.number(), Role.EXIT, "(" + passed + OBJECT + ")V");
    }

    private void seeResult(HookPoint point) {
        boolean replaces = point.detail() == 1;
        StringBuilder descriptor = new StringBuilder("(");
        descriptor.append(replaces ? OBJECT : duplicateResult());
        if (!isStatic) {
            mv.visitVarInsn(Opcodes.ALOAD, 0);
            descriptor.append(OBJECT);
        }
        descriptor.append(replaces ? ")" + OBJECT : ")V");
        calls.call(mv, point.number(), Role.RESULT, descriptor.toString());
        if (replaces) {
            mv.visitTypeInsn(Opcodes.CHECKCAST, result.getInternalName());
        }
    }

    private String duplicateResult() {
        if (result.getSort() == Type.VOID) {
            return "";
        }
        mv.visitInsn(result.getSize() == 2 ? Opcodes.DUP2 : Opcodes.DUP);
        return erased(result);
    }

    /** Loads receiver and arguments, as many as the hook takes, and returns the start of the call's descriptor. */
    private String loadLeading(HookPoint point, boolean withReceiver) {
        StringBuilder descriptor = new StringBuilder("(");
        int left = point.arity();
        int slot = 0;
        if (!isStatic) {
            if (withReceiver && left > 0) {
                mv.visitVarInsn(Opcodes.ALOAD, 0);
                descriptor.append(OBJECT);
                left--;
            }
            slot = 1;
        }
        if (left > arguments.length) {
            throw new IllegalStateException("the hook wants more arguments than the method has");
        }
        for (int i = 0; i < left; i++) {
            mv.visitVarInsn(arguments[i].getOpcode(Opcodes.ILOAD), slot);
            descriptor.append(erased(arguments[i]));
            slot += arguments[i].getSize();
        }
        return descriptor.append(')').toString();
    }

    private int slotOfArgument(int index) {
        int slot = isStatic ? 0 : 1;
        for (int i = 0; i < index; i++) {
            slot += arguments[i].getSize();
        }
        return slot;
    }

    private int state(int index) {
        return firstFree + index;
    }

    private void appendStates(List<Object> locals, int slots) {
        for (int slot = slots; slot < firstFree; slot++) {
            locals.add(Opcodes.TOP);
        }
        for (int i = 0; i < around.size(); i++) {
            locals.add("java/lang/Object");
        }
    }

    /** Objects pass as plain objects, so that linking a call site loads no class of the library. */
    private static String erased(Type type) {
        return type.getSort() >= Type.ARRAY ? OBJECT : type.getDescriptor();
    }
}
