package io.crowsnest.core.hook;

import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.function.BiFunction;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Defines the one class of ours that every class of the application can see, in {@code java.lang}: by way of
 * {@code redefineModule} and {@code privateLookupIn}, without an append to the bootstrap class path, which would cost the
 * application its class data sharing, and without Unsafe. Where a JVM refuses that, the class goes to the bootstrap class path
 * under its own name, in a jar of its own.
 */
final class LinkerClass {

    private static final String NAME = "java/lang/CrowsnestLinker";
    private static final String OWN_NAME = "io/crowsnest/core/hook/CrowsnestLinker";
    private static final byte UTF8_CONSTANT = 1;

    private LinkerClass() {}

    /** Defines the class, connects it to {@code agent}, and returns its internal name. */
    static String define(Instrumentation instrumentation, BiFunction<Object, Object[], @Nullable Object> agent)
            throws Throwable {
        byte[] classFile = classFile();
        Class<?> linker;
        try {
            linker = javaLang(instrumentation).defineClass(renamed(classFile, OWN_NAME, NAME));
        } catch (IllegalAccessException | RuntimeException | LinkageError refused) {
            linker = defineOnBootstrapPath(instrumentation, classFile);
        }
        // Once, by reflection: a method handle would make the JVM write four classes.
        linker.getMethod("connect", BiFunction.class).invoke(null, agent);
        return linker.getName().replace('.', '/');
    }

    /** Opens {@code java.lang} to us alone. */
    static MethodHandles.Lookup javaLang(Instrumentation instrumentation) throws IllegalAccessException {
        instrumentation.redefineModule(
                Object.class.getModule(),
                Collections.emptySet(),
                Collections.emptyMap(),
                Collections.singletonMap("java.lang", Collections.singleton(LinkerClass.class.getModule())),
                Collections.emptySet(),
                Collections.emptyMap());
        return MethodHandles.privateLookupIn(Object.class, MethodHandles.lookup());
    }

    private static Class<?> defineOnBootstrapPath(Instrumentation instrumentation, byte[] classFile)
            throws IOException, ClassNotFoundException {
        File jar = File.createTempFile("crowsnest-linker", ".jar");
        try (ZipOutputStream zip = new ZipOutputStream(new FileOutputStream(jar))) {
            zip.putNextEntry(new ZipEntry(OWN_NAME.concat(".class")));
            zip.write(classFile);
        }
        instrumentation.appendToBootstrapClassLoaderSearch(new JarFile(jar));
        jar.deleteOnExit();
        return Class.forName(OWN_NAME.replace('/', '.'), true, null);
    }

    private static byte[] classFile() throws IOException {
        try (InputStream in = LinkerClass.class.getClassLoader().getResourceAsStream(OWN_NAME.concat(".class"))) {
            if (in == null) {
                throw new IOException("no ".concat(OWN_NAME));
            }
            return in.readAllBytes();
        }
    }

    /** A class file names itself in one constant: its tag, two bytes of length, the name. */
    static byte[] renamed(byte[] classFile, String from, String to) {
        byte[] old = constant(from);
        byte[] replacement = constant(to);
        for (int at = 0; at + old.length <= classFile.length; at++) {
            if (Arrays.equals(classFile, at, at + old.length, old, 0, old.length)) {
                byte[] result = new byte[classFile.length - old.length + replacement.length];
                System.arraycopy(classFile, 0, result, 0, at);
                System.arraycopy(replacement, 0, result, at, replacement.length);
                int rest = at + old.length;
                System.arraycopy(classFile, rest, result, at + replacement.length, classFile.length - rest);
                return result;
            }
        }
        throw new IllegalArgumentException("not the class file of ".concat(from));
    }

    private static byte[] constant(String text) {
        byte[] name = text.getBytes(StandardCharsets.UTF_8);
        byte[] constant = new byte[name.length + 3];
        constant[0] = UTF8_CONSTANT;
        constant[1] = (byte) (name.length >> 8);
        constant[2] = (byte) name.length;
        System.arraycopy(name, 0, constant, 3, name.length);
        return constant;
    }
}
