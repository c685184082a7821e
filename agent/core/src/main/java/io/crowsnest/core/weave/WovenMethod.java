package io.crowsnest.core.weave;

import io.crowsnest.core.classfile.ByteVector;
import io.crowsnest.core.classfile.ClassFile;
import io.crowsnest.core.classfile.Code;
import io.crowsnest.core.classfile.ConstantPool;
import io.crowsnest.core.classfile.Descriptor;
import io.crowsnest.core.classfile.Instructions;
import io.crowsnest.core.classfile.TooLargeException;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the code of one method anew, with its hooks. See {@link Weaver} for what comes out.
 *
 * <p>Each AROUND hook keeps its state in a local variable behind the last one of the method. That variable has a value from
 * the first instruction of the body on, so each existing stack map gets it appended, and the map of the handler knows
 * nothing but it.
 */
final class WovenMethod {

    private static final String THROWABLE = "Ljava/lang/Throwable;";
    private static final int MOST_CODE = 0xFFFF;
    private static final int STATIC = 0x0008;

    /** How a class file lists what happens in which part of the code. */
    private static final int HANDLER_LENGTH = 8;

    private final ClassFile file;
    private final ConstantPool constants;
    private final CallSites calls;
    private final List<HookPoint> around = new ArrayList<>();
    private final List<HookPoint> before = new ArrayList<>();
    private final List<HookPoint> onReturn = new ArrayList<>();
    private final boolean isStatic;
    private final boolean isConstructor;
    private final Descriptor descriptor;

    /** Where the method's code begins in the file, and its length. */
    private final int code;

    private final int codeLength;
    private final int maxStack;
    private final int maxLocals;
    private final Code start;
    private final Code end;
    private final Code handler;

    /** Where each instruction is now, and in the last place the end of all. */
    private final int[] moved;

    /**
     * A method that is still to be written.
     *
     * @param content where the content of its attribute Code begins
     */
    WovenMethod(
            ClassFile file,
            ConstantPool constants,
            CallSites calls,
            List<HookPoint> points,
            int access,
            String name,
            String descriptor,
            int content) {
        this.file = file;
        this.constants = constants;
        this.calls = calls;
        this.isStatic = (access & STATIC) != 0;
        this.isConstructor = name.equals("<init>");
        this.descriptor = Descriptor.of(descriptor);
        maxStack = file.u2(content);
        maxLocals = file.u2(content + ClassFile.U2);
        codeLength = file.u4(content + 2 * ClassFile.U2);
        code = content + 2 * ClassFile.U2 + ClassFile.U4;
        start = new Code(constants);
        end = new Code(constants);
        handler = new Code(constants);
        moved = new int[codeLength + 1];
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

    /**
     * Writes the attribute, whose name has the number {@code name}, to {@code out}.
     *
     * @throws TooLargeException if it would be too large for a class file
     */
    void writeTo(ByteVector out, int name, boolean frames) {
        enter();
        leave();
        if (!around.isEmpty()) {
            handle();
        }
        ByteVector body = new ByteVector(2 * codeLength);
        move();
        body.put(start.bytes());
        copyCode(body);
        body.put(handler.bytes());
        if (body.size() > MOST_CODE) {
            throw new TooLargeException("too much code");
        }
        ByteVector content = new ByteVector(body.size() + 512);
        content.put2(mostOnStack()).put2(maxLocals + around.size());
        content.put4(body.size()).put(body);
        int tables = copyHandlers(content, code + codeLength);
        copyAttributes(content, tables, frames);
        out.put2(name).put4(content.size()).put(content);
    }

    private int mostOnStack() {
        int passed = 1;
        for (String argument : descriptor.arguments()) {
            passed += Descriptor.size(argument);
        }
        // Beside what is there at a return: the result once more, and a state.
        return Math.max(maxStack + 3, passed) + calls.deeper();
    }

    private void enter() {
        for (HookPoint point : before) {
            boolean replaces = point.kind() == HookPoint.Kind.REPLACE_ARGUMENT;
            String passed = loadLeading(point, !isConstructor);
            calls.call(
                    start,
                    point.number(),
                    replaces ? Role.ARGUMENT : Role.ENTER_ONLY,
                    passed.concat(replaces ? Descriptor.OBJECT : "V"));
            if (replaces) {
                int replaced = point.detail() - (isStatic || isConstructor ? 0 : 1);
                start.cast(descriptor.arguments().get(replaced));
                start.store(slotOfArgument(replaced));
            }
        }
        for (int i = 0; i < around.size(); i++) {
            boolean withReceiver = around.get(i).kind() == HookPoint.Kind.AROUND;
            String passed = loadLeading(around.get(i), withReceiver);
            calls.call(start, around.get(i).number(), Role.ENTER, passed.concat(Descriptor.OBJECT));
            start.store(state(i));
        }
    }

    private void leave() {
        for (HookPoint point : onReturn) {
            seeResult(point);
        }
        // The innermost, entered last, leaves first.
        for (int i = around.size() - 1; i >= 0; i--) {
            leave(around.get(i), state(i));
        }
    }

    /** The state is cleared first: if exit itself fails to link, the handler finds nothing left to finish. */
    private void leave(HookPoint point, int state) {
        String passed = point.detail() == 1 ? duplicateResult() : "";
        end.load(Descriptor.OBJECT, state);
        end.put(Instructions.ACONST_NULL).store(state);
        calls.call(
                end,
                point.number(),
                Role.EXIT,
                "(".concat(passed).concat(Descriptor.OBJECT).concat(")V"));
    }

    private void seeResult(HookPoint point) {
        boolean replaces = point.detail() == 1;
        String passed = replaces ? Descriptor.OBJECT : duplicateResult();
        if (!isStatic) {
            end.load(Descriptor.OBJECT, 0);
            passed = passed.concat(Descriptor.OBJECT);
        }
        calls.call(
                end,
                point.number(),
                Role.RESULT,
                "(".concat(passed).concat(replaces ? ")".concat(Descriptor.OBJECT) : ")V"));
        if (replaces) {
            end.cast(descriptor.result());
        }
    }

    private String duplicateResult() {
        int size = Descriptor.size(descriptor.result());
        if (size == 0) {
            return "";
        }
        end.put(size == 2 ? Instructions.DUP2 : Instructions.DUP);
        return Descriptor.erased(descriptor.result());
    }

    private void handle() {
        for (int i = around.size() - 1; i >= 0; i--) {
            handler.put(Instructions.DUP);
            handler.load(Descriptor.OBJECT, state(i));
            calls.call(
                    handler,
                    around.get(i).number(),
                    Role.THROWN,
                    "(".concat(THROWABLE).concat(Descriptor.OBJECT).concat(")V"));
        }
        handler.put(Instructions.ATHROW);
    }

    /** Loads receiver and arguments, as many as the hook takes, and returns the start of the call's descriptor. */
    private String loadLeading(HookPoint point, boolean withReceiver) {
        StringBuilder passed = new StringBuilder("(");
        int left = point.arity();
        int slot = 0;
        if (!isStatic) {
            if (withReceiver && left > 0) {
                start.load(Descriptor.OBJECT, 0);
                passed.append(Descriptor.OBJECT);
                left--;
            }
            slot = 1;
        }
        List<String> arguments = descriptor.arguments();
        if (left > arguments.size()) {
            throw new IllegalStateException("the hook wants more arguments than the method has");
        }
        for (String argument : arguments.subList(0, left)) {
            start.load(argument, slot);
            passed.append(Descriptor.erased(argument));
            slot += Descriptor.size(argument);
        }
        return passed.append(')').toString();
    }

    private int slotOfArgument(int index) {
        int slot = isStatic ? 0 : 1;
        for (String argument : descriptor.arguments().subList(0, index)) {
            slot += Descriptor.size(argument);
        }
        return slot;
    }

    private int state(int index) {
        return maxLocals + index;
    }

    /** Finds out where each instruction will be. */
    private void move() {
        int grown = start.bytes().size();
        for (int place = 0; place < codeLength; ) {
            moved[place] = place + grown;
            int instruction = file.u1(code + place);
            if (Instructions.isReturn(instruction)) {
                // Who jumps here ends up before what is inserted.
                grown += end.bytes().size();
            } else if (Instructions.isSwitch(instruction)) {
                grown += Instructions.padding(moved[place]) - Instructions.padding(place);
            }
            place += Instructions.length(file, code + place, place);
        }
        moved[codeLength] = codeLength + grown;
    }

    private void copyCode(ByteVector body) {
        for (int place = 0; place < codeLength; ) {
            int at = code + place;
            int instruction = file.u1(at);
            int length = Instructions.length(file, at, place);
            if (Instructions.isReturn(instruction)) {
                body.put(end.bytes()).put1(instruction);
            } else if (Instructions.isJump(instruction)) {
                body.put1(instruction).put2(near(distance(place, file.s2(at + 1))));
            } else if (Instructions.isWideJump(instruction)) {
                body.put1(instruction).put4(distance(place, file.u4(at + 1)));
            } else if (Instructions.isSwitch(instruction)) {
                copySwitch(body, place, length);
            } else {
                file.copy(at, length, body);
            }
            place += length;
        }
    }

    private void copySwitch(ByteVector body, int place, int length) {
        int instruction = file.u1(code + place);
        boolean isTable = Instructions.isTable(instruction);
        body.put1(instruction);
        for (int i = Instructions.padding(moved[place]); i > 0; i--) {
            body.put1(0);
        }
        int at = code + place + 1 + Instructions.padding(place);
        int stop = code + place + length;
        body.put4(distance(place, file.u4(at)));
        at += ClassFile.U4;
        // Of a table the lowest and the highest case, else how many there are.
        int head = isTable ? 2 * ClassFile.U4 : ClassFile.U4;
        file.copy(at, head, body);
        at += head;
        while (at < stop) {
            if (!isTable) {
                file.copy(at, ClassFile.U4, body);
                at += ClassFile.U4;
            }
            body.put4(distance(place, file.u4(at)));
            at += ClassFile.U4;
        }
    }

    private int distance(int place, int before) {
        return moved[place + before] - moved[place];
    }

    private static int near(int distance) {
        if (distance != (short) distance) {
            throw new TooLargeException("too far to jump");
        }
        return distance;
    }

    /** Returns where the attributes of the code begin in the file. */
    private int copyHandlers(ByteVector content, int at) {
        int handlers = file.u2(at);
        content.put2(handlers + (around.isEmpty() ? 0 : 1));
        int next = at + ClassFile.U2;
        for (int i = 0; i < handlers; i++, next += HANDLER_LENGTH) {
            for (int part = 0; part < 3; part++) {
                content.put2(moved[file.u2(next + part * ClassFile.U2)]);
            }
            content.put2(file.u2(next + 3 * ClassFile.U2));
        }
        if (!around.isEmpty()) {
            // Last, so that the method's own handlers come first.
            content.put2(moved[0]).put2(moved[codeLength]).put2(moved[codeLength]);
            content.put2(constants.type(Descriptor.constantName(THROWABLE)));
        }
        return next;
    }

    /** What names places in the code and is not known is left out: nothing but debuggers could ask for it. */
    private void copyAttributes(ByteVector content, int at, boolean frames) {
        int countAt = content.size();
        content.put2(0);
        int written = 0;
        StackMaps maps = new StackMaps(file, constants, moved, maxLocals, around.size());
        int mapsName = 0;
        int next = at + ClassFile.U2;
        for (int left = file.u2(at); left > 0; left--) {
            int name = file.u2(next);
            int start = next + ClassFile.U2 + ClassFile.U4;
            switch (file.utf8(name)) {
                case "LineNumberTable" -> {
                    copyTable(content, next, 1, 1);
                    written++;
                }
                case "LocalVariableTable", "LocalVariableTypeTable" -> {
                    copyTable(content, next, 2, 3);
                    written++;
                }
                case "StackMapTable" -> {
                    copyMaps(maps, start);
                    mapsName = name;
                }
                default -> {}
            }
            next = start + file.u4(next + ClassFile.U2);
        }
        if (frames && !around.isEmpty()) {
            maps.handler(moved[codeLength]);
        }
        if (!maps.isEmpty()) {
            maps.writeTo(content, mapsName == 0 ? constants.utf8("StackMapTable") : mapsName);
            written++;
        }
        content.set2(countAt, written);
    }

    private void copyMaps(StackMaps maps, int start) {
        if (!isStatic) {
            maps.receiver(isConstructor, file.thisClass());
        }
        for (String argument : descriptor.arguments()) {
            maps.argument(argument);
        }
        maps.copy(start);
    }

    /**
     * Copies a table whose entries begin with a place, or with a place and how long something holds from there on.
     *
     * @param places of the two
     * @param others numbers of two bytes behind them
     */
    private void copyTable(ByteVector content, int attribute, int places, int others) {
        int at = attribute + ClassFile.U2 + ClassFile.U4;
        file.copy(attribute, ClassFile.U2 + ClassFile.U4 + ClassFile.U2, content);
        int next = at + ClassFile.U2;
        for (int left = file.u2(at); left > 0; left--) {
            int from = file.u2(next);
            content.put2(moved[from]);
            if (places == 2) {
                content.put2(moved[from + file.u2(next + ClassFile.U2)] - moved[from]);
            }
            next += places * ClassFile.U2;
            file.copy(next, others * ClassFile.U2, content);
            next += others * ClassFile.U2;
        }
    }
}
