package io.crowsnest.exporter.datadog;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * Functions of the C library, by {@code java.lang.foreign} of Java 22. By reflection, because we are compiled for Java 17. Belongs to one thread.
 *
 * <p>Pointers are direct buffers: what is left to be read of one is what the function sees.
 */
final class CLibrary {

    private static final String PACKAGE = "java.lang.foreign.";

    private final Class<?> segment = type("MemorySegment");
    private final Class<?> layout = type("MemoryLayout");
    private final Class<?> descriptor = type("FunctionDescriptor");
    private final Object linker;
    private final Object symbols;
    private final Object options;
    private final MethodHandle downcall;
    private final MethodHandle ofBuffer;
    private final ByteBuffer errno = ByteBuffer.allocateDirect(Integer.BYTES).order(ByteOrder.nativeOrder());

    /**
     * The C library of this process.
     *
     * @param lookup of a class that may call native functions, with original access
     * @throws ReflectiveOperationException before Java 22
     */
    CLibrary(MethodHandles.Lookup lookup) throws ReflectiveOperationException {
        Class<?> linkerType = type("Linker");
        Class<?> option = type("Linker$Option");
        linker = linkerType.getMethod("nativeLinker").invoke(null);
        symbols = linkerType.getMethod("defaultLookup").invoke(linker);
        options = Array.newInstance(option, 1);
        Array.set(
                options, 0, option.getMethod("captureCallState", String[].class).invoke(null, (Object)
                        new String[] {"errno"}));
        // The one restricted method: the JVM asks whose lookup it is.
        MethodType type = MethodType.methodType(MethodHandle.class, segment, descriptor, options.getClass());
        downcall = lookup.findVirtual(linkerType, "downcallHandle", type).asFixedArity();
        ofBuffer = MethodHandles.publicLookup()
                .findStatic(segment, "ofBuffer", MethodType.methodType(segment, Buffer.class))
                .asType(MethodType.methodType(segment, ByteBuffer.class));
    }

    private static Class<?> type(String name) throws ClassNotFoundException {
        return Class.forName(PACKAGE + name);
    }

    /**
     * A function. What it returns and takes are {@code int}, {@code long} and {@link ByteBuffer} for pointers.
     *
     * @throws NoSuchElementException if there is none of that name
     */
    MethodHandle function(String name, Class<?> result, Class<?>... parameters) throws Throwable {
        Method find = type("SymbolLookup").getMethod("find", String.class);
        Object symbol = ((Optional<?>) find.invoke(symbols, name)).orElseThrow();
        Object layouts = Array.newInstance(layout, parameters.length);
        for (int i = 0; i < parameters.length; i++) {
            Array.set(layouts, i, layout(parameters[i]));
        }
        Object signature =
                descriptor.getMethod("of", layout, layouts.getClass()).invoke(null, layout(result), layouts);
        MethodHandle function = (MethodHandle) downcall.invoke(linker, symbol, signature, options);
        // In front of its own parameters it wants to know where errno goes.
        function = MethodHandles.insertArguments(function, 0, ofBuffer.invoke(errno));
        for (int i = 0; i < parameters.length; i++) {
            if (parameters[i] == ByteBuffer.class) {
                function = MethodHandles.filterArguments(function, i, ofBuffer);
            }
        }
        return function;
    }

    private static Object layout(Class<?> carrier) throws ReflectiveOperationException {
        String name = carrier == ByteBuffer.class
                ? "ADDRESS"
                : "JAVA_" + carrier.getName().toUpperCase(Locale.ROOT);
        return type("ValueLayout").getField(name).get(null);
    }

    /** Why the last function that failed did, by Linux's numbers. */
    int errno() {
        return errno.getInt(0);
    }
}
