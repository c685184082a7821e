package io.crowsnest.core.hook;

import io.crowsnest.exporter.datadog.NativeAccess;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Calls native functions in the name of the JDK's own module. Of calls from the class path, ours and the application's alike, the JVM warns once on
 * standard error; to allow them all would take from the application a warning that is meant for it.
 */
public final class NativeLookup implements NativeAccess {

    private static final String NAME = "java/lang/CrowsnestNative";
    private static final MethodType LOOKUP = MethodType.methodType(MethodHandles.Lookup.class);

    private final Instrumentation instrumentation;
    private MethodHandles.@Nullable Lookup known;

    /** With the rights that the JVM gives to an agent. */
    public NativeLookup(Instrumentation instrumentation) {
        this.instrumentation = instrumentation;
    }

    @Override
    public synchronized MethodHandles.Lookup lookup() throws ReflectiveOperationException {
        MethodHandles.Lookup lookup = known;
        if (lookup == null) {
            lookup = ofAClassOfOurs();
            known = lookup;
        }
        return lookup;
    }

    /** Restricted methods are looked up only with a lookup that its class has made itself. */
    private MethodHandles.Lookup ofAClassOfOurs() throws ReflectiveOperationException {
        MethodHandles.Lookup javaLang = LinkerClass.javaLang(instrumentation);
        Class<?> ours = javaLang.defineClass(classFile());
        try {
            return (MethodHandles.Lookup)
                    javaLang.findStatic(ours, "lookup", LOOKUP).invoke();
        } catch (ReflectiveOperationException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new ReflectiveOperationException(e);
        }
    }

    /** A class with one method, which nobody outside of {@code java.lang} can call: it hands out all rights of that package. */
    private static byte[] classFile() {
        ClassWriter file = new ClassWriter(0);
        file.visit(Opcodes.V17, Opcodes.ACC_FINAL | Opcodes.ACC_SUPER, NAME, null, "java/lang/Object", null);
        MethodVisitor method =
                file.visitMethod(Opcodes.ACC_STATIC, "lookup", LOOKUP.toMethodDescriptorString(), null, null);
        method.visitCode();
        method.visitMethodInsn(
                Opcodes.INVOKESTATIC,
                "java/lang/invoke/MethodHandles",
                "lookup",
                LOOKUP.toMethodDescriptorString(),
                false);
        method.visitInsn(Opcodes.ARETURN);
        method.visitMaxs(1, 0);
        method.visitEnd();
        file.visitEnd();
        return file.toByteArray();
    }
}
