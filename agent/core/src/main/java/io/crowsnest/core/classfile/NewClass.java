package io.crowsnest.core.classfile;

/** Writes a class file from nothing: a final class with static members only, in the format of Java 17. */
public final class NewClass {

    private static final int MAGIC = 0xCAFEBABE;
    private static final int JAVA_17 = 61;
    private static final int STATIC = 0x0008;
    private static final int FINAL = 0x0010;
    private static final int SUPER = 0x0020;
    private static final int SYNTHETIC = 0x1000;

    private final String name;
    private final ConstantPool constants = new ConstantPool(1);
    private final ByteVector fields = new ByteVector();
    private int fieldCount;
    private final ByteVector methods = new ByteVector(512);
    private int methodCount;

    /** A class with this internal name. */
    public NewClass(String name) {
        this.name = name;
    }

    /** Adds a static final field. */
    public void field(String field, String descriptor) {
        fields.put2(STATIC | FINAL).put2(constants.utf8(field)).put2(constants.utf8(descriptor));
        fields.put2(0);
        fieldCount++;
    }

    /** A method that can be written, and then has to be {@linkplain #add added}. */
    public NewMethod method() {
        return new NewMethod(constants);
    }

    /** Adds a static method, which needs at most {@code maxStack} places on the stack. */
    public void add(String method, String descriptor, NewMethod written, int maxStack) {
        ByteVector content = new ByteVector(512);
        written.writeTo(content, maxStack, Descriptor.of(descriptor).argumentsSize());
        methods.put2(STATIC).put2(constants.utf8(method)).put2(constants.utf8(descriptor));
        methods.put2(1).put2(constants.utf8("Code")).put4(content.size()).put(content);
        methodCount++;
    }

    /** The class file. */
    public byte[] toArray() {
        int thisClass = constants.type(name);
        int superclass = constants.type("java/lang/Object");
        ByteVector all = new ByteVector(1024);
        all.put4(MAGIC).put4(JAVA_17);
        all.put2(constants.count()).put(constants.bytes());
        all.put2(FINAL | SUPER | SYNTHETIC).put2(thisClass).put2(superclass).put2(0);
        all.put2(fieldCount).put(fields);
        all.put2(methodCount).put(methods);
        return all.put2(0).toArray();
    }
}
