package io.crowsnest.core.classfile;

/** A static method that is being written: its code, what handles exceptions, and stack maps (JVM specification, 4.7.4). */
public final class NewMethod {

    private static final int SAME_ONE_ON_STACK = 247;
    private static final int SAME = 251;
    private static final int OBJECT = 7;
    private static final String THROWABLE = "java/lang/Throwable";

    private final ConstantPool constants;
    private final Code code;
    private final ByteVector handlers = new ByteVector();
    private int handlerCount;
    private final ByteVector frames = new ByteVector();
    private int frameCount;
    private int lastFrame = -1;

    NewMethod(ConstantPool constants) {
        this.constants = constants;
        this.code = new Code(constants);
    }

    /** What it does. */
    public Code code() {
        return code;
    }

    /** Where the next instruction will be. */
    public int place() {
        return code.bytes().size();
    }

    /** Here the variables are the arguments, and nothing is on the stack. */
    public void frame() {
        frame(SAME);
    }

    /** Here the variables are the arguments, and on the stack is what was thrown. */
    public void frameWithThrowable() {
        frame(SAME_ONE_ON_STACK);
        frames.put1(OBJECT).put2(constants.type(THROWABLE));
    }

    private void frame(int kind) {
        frames.put1(kind).put2(place() - lastFrame - 1);
        lastFrame = place();
        frameCount++;
    }

    /** What is thrown from {@code start} on before {@code end} goes on at {@code handler}. */
    public void handle(int start, int end, int handler) {
        handlers.put2(start).put2(end).put2(handler).put2(constants.type(THROWABLE));
        handlerCount++;
    }

    /** Writes the content of the attribute. */
    void writeTo(ByteVector out, int maxStack, int maxLocals) {
        out.put2(maxStack).put2(maxLocals);
        out.put4(place()).put(code.bytes());
        out.put2(handlerCount).put(handlers);
        if (frameCount == 0) {
            out.put2(0);
        } else {
            out.put2(1).put2(constants.utf8("StackMapTable")).put4(ClassFile.U2 + frames.size());
            out.put2(frameCount).put(frames);
        }
    }
}
