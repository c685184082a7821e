package io.crowsnest.benchmarks.programs;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * Loads many empty classes from memory. One costs so little that the microsecond which an agent may add stands out, as it does not
 * among the hundred that a class of a library takes to find, inflate and parse.
 */
final class SmallClasses extends ClassLoader {

    private static final int WARM_UP = 5_000;
    private static final int COUNT = 20_000;

    /** The size of a usual class file, all of it in an attribute that the JVM skips, because agents get a copy of the file. */
    private static final int PADDING = 4_000;

    private SmallClasses() {
        super(SmallClasses.class.getClassLoader());
    }

    /** Prints {@code defined}, the number of classes, wall time and processor time of this thread in nanoseconds. */
    static void load() throws IOException {
        new SmallClasses().define(0, files(0, WARM_UP));
        byte[][] files = files(WARM_UP, COUNT);
        SmallClasses loader = new SmallClasses();
        long cpu = ThreadCpu.nanos();
        long start = System.nanoTime();
        loader.define(WARM_UP, files);
        long wall = System.nanoTime() - start;
        System.out.println("defined " + COUNT + " " + wall + " " + (ThreadCpu.nanos() - cpu));
    }

    private void define(int first, byte[][] files) {
        for (int i = 0; i < files.length; i++) {
            defineClass(name(first + i), files[i], 0, files[i].length);
        }
    }

    private static byte[][] files(int first, int count) throws IOException {
        byte[][] files = new byte[count][];
        for (int i = 0; i < count; i++) {
            files[i] = file(first + i);
        }
        return files;
    }

    private static String name(int number) {
        return "unmatched.example.application.Small" + number;
    }

    /** A class without members: JVM specification, chapter 4. */
    private static byte[] file(int number) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(0xCAFEBABE);
        out.writeInt(52); // Java 8
        out.writeShort(6); // constants, and one
        text(out, name(number).replace('.', '/'));
        out.writeByte(7); // 2: class of 1
        out.writeShort(1);
        text(out, "java/lang/Object");
        out.writeByte(7); // 4: class of 3
        out.writeShort(3);
        text(out, "Padding");
        out.writeShort(0x1031); // public final super synthetic
        out.writeShort(2);
        out.writeShort(4);
        out.writeShort(0); // interfaces
        out.writeShort(0); // fields
        out.writeShort(0); // methods
        out.writeShort(1); // attributes
        out.writeShort(5);
        out.writeInt(PADDING);
        out.write(new byte[PADDING]);
        return bytes.toByteArray();
    }

    private static void text(DataOutputStream out, String value) throws IOException {
        out.writeByte(1);
        out.writeUTF(value);
    }
}
