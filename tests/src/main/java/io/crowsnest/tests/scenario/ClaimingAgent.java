package io.crowsnest.tests.scenario;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;
import java.util.Map;
import java.util.Set;

/** Another agent, which defines an empty class in {@code java.lang} under the name that its argument says. */
public final class ClaimingAgent {

    private static final int CLASS_FILE = 0xCAFEBABE;
    private static final int JAVA_17 = 61;
    private static final int UTF8 = 1;
    private static final int CLASS = 7;
    private static final int PUBLIC_SUPER = 0x21;

    private ClaimingAgent() {}

    public static void premain(String name, Instrumentation instrumentation) throws Exception {
        instrumentation.redefineModule(
                Object.class.getModule(),
                Set.of(),
                Map.of(),
                Map.of("java.lang", Set.of(ClaimingAgent.class.getModule())),
                Set.of(),
                Map.of());
        MethodHandles.privateLookupIn(Object.class, MethodHandles.lookup()).defineClass(empty("java/lang/" + name));
    }

    /** Java Virtual Machine Specification, 4.1: a class with nothing but its name and that of its superclass. */
    private static byte[] empty(String name) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(CLASS_FILE);
        out.writeInt(JAVA_17);
        out.writeShort(5);
        writeClass(out, 1, name);
        writeClass(out, 3, "java/lang/Object");
        out.writeShort(PUBLIC_SUPER);
        out.writeShort(2);
        out.writeShort(4);
        // No interfaces, fields, methods, attributes.
        out.writeLong(0);
        return bytes.toByteArray();
    }

    private static void writeClass(DataOutputStream out, int index, String name) throws IOException {
        out.writeByte(UTF8);
        out.writeUTF(name);
        out.writeByte(CLASS);
        out.writeShort(index);
    }
}
