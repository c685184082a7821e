package io.crowsnest.exporter.datadog;

import java.lang.invoke.MethodHandles;

/** In whose name functions of the system are called, for what the JDK cannot do. */
@FunctionalInterface
public interface NativeAccess {

    /** In the name of the class path. The JVM writes a warning to standard error, and a later one may refuse. */
    NativeAccess OF_THE_CLASS_PATH = MethodHandles::lookup;

    /**
     * A lookup with original access of a class that may call native functions. Asked for from Java 22 on, when the first packet goes to a
     * datagram socket.
     *
     * @throws ReflectiveOperationException if the JVM does not let us have one
     */
    MethodHandles.Lookup lookup() throws ReflectiveOperationException;
}
