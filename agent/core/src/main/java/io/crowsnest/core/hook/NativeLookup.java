package io.crowsnest.core.hook;

import io.crowsnest.core.classfile.Descriptor;
import io.crowsnest.core.classfile.NewClass;
import io.crowsnest.core.classfile.NewMethod;
import io.crowsnest.exporter.datadog.NativeAccess;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

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
        NewClass written = new NewClass(NAME);
        NewMethod method = written.method();
        method.code().invokeStatic("java/lang/invoke/MethodHandles", "lookup", LOOKUP.toMethodDescriptorString());
        method.code().returns(Descriptor.OBJECT);
        written.add("lookup", LOOKUP.toMethodDescriptorString(), method, 1);
        return written.toArray();
    }
}
