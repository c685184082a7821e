package io.crowsnest.core.hook;

import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * The one class of ours that every class of the application can see, because it is in {@code java.lang}. In source code:
 *
 * <pre>
 *   public final class CrowsnestLinker {
 *     static MethodHandle link;
 *     static MethodHandle call;
 *     public static CallSite link(Lookup caller, String role, MethodType type, int hook) { return link.invokeExact(...); }
 *     public static Object call(int site, Object[] arguments) { return call.invokeExact(...); }
 *   }
 * </pre>
 *
 * <p>It is defined by way of {@code redefineModule} and {@code privateLookupIn}: no append to the bootstrap class path,
 * which would cost the application its class data sharing, and no Unsafe. Where a JVM refuses that, the same class under
 * another name goes to the bootstrap class path in a jar of its own.
 */
final class LinkerClass {

    private static final String NAME = "java/lang/CrowsnestLinker";
    private static final String FALLBACK_NAME = "io/crowsnest/boot/CrowsnestLinker";
    private static final String LINK = "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;"
            + "Ljava/lang/invoke/MethodType;I)Ljava/lang/invoke/CallSite;";
    private static final String CALL = "(I[Ljava/lang/Object;)Ljava/lang/Object;";

    private LinkerClass() {}

    /** Defines the class, gives it its two targets, and returns its internal name. */
    static String define(Instrumentation instrumentation, MethodHandle link, MethodHandle call) throws Throwable {
        String name = NAME;
        MethodHandles.Lookup inside;
        try {
            instrumentation.redefineModule(
                    Object.class.getModule(),
                    Collections.emptySet(),
                    Collections.emptyMap(),
                    Map.of("java.lang", Set.of(LinkerClass.class.getModule())),
                    Collections.emptySet(),
                    Collections.emptyMap());
            MethodHandles.Lookup javaLang = MethodHandles.privateLookupIn(Object.class, MethodHandles.lookup());
            inside = javaLang.in(javaLang.defineClass(bytes(NAME)));
        } catch (IllegalAccessException | RuntimeException | LinkageError refused) {
            name = FALLBACK_NAME;
            Class<?> type = defineOnBootstrapPath(instrumentation);
            inside = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
        }
        inside.findStaticSetter(inside.lookupClass(), "link", MethodHandle.class)
                .invoke(link);
        inside.findStaticSetter(inside.lookupClass(), "call", MethodHandle.class)
                .invoke(call);
        return name;
    }

    /** True if an agent of ours has defined it in this JVM. */
    static boolean isDefined() {
        try {
            Class.forName(NAME.replace('/', '.'), false, null);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static Class<?> defineOnBootstrapPath(Instrumentation instrumentation)
            throws IOException, ClassNotFoundException {
        File jar = File.createTempFile("crowsnest-linker", ".jar");
        try (ZipOutputStream zip = new ZipOutputStream(new FileOutputStream(jar))) {
            zip.putNextEntry(new ZipEntry(FALLBACK_NAME.concat(".class")));
            zip.write(bytes(FALLBACK_NAME));
        }
        instrumentation.appendToBootstrapClassLoaderSearch(new JarFile(jar));
        jar.deleteOnExit();
        return Class.forName(FALLBACK_NAME.replace('/', '.'), true, null);
    }

    private static byte[] bytes(String name) {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        writer.visit(Opcodes.V17, Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL, name, null, "java/lang/Object", null);
        forward(writer, name, "link", LINK, Opcodes.ALOAD, Opcodes.ALOAD, Opcodes.ALOAD, Opcodes.ILOAD);
        forward(writer, name, "call", CALL, Opcodes.ILOAD, Opcodes.ALOAD);
        writer.visitEnd();
        return writer.toByteArray();
    }

    /** A field that holds a method handle, and a method of the same name that calls it. */
    private static void forward(ClassWriter writer, String owner, String name, String descriptor, int... loads) {
        String handle = "Ljava/lang/invoke/MethodHandle;";
        writer.visitField(Opcodes.ACC_STATIC, name, handle, null, null).visitEnd();
        MethodVisitor code = writer.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, name, descriptor, null, null);
        code.visitCode();
        code.visitFieldInsn(Opcodes.GETSTATIC, owner, name, handle);
        for (int slot = 0; slot < loads.length; slot++) {
            code.visitVarInsn(loads[slot], slot);
        }
        code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, "java/lang/invoke/MethodHandle", "invokeExact", descriptor, false);
        code.visitInsn(Opcodes.ARETURN);
        code.visitMaxs(0, 0);
        code.visitEnd();
    }
}
