package io.crowsnest.exporter.prometheus;

import java.util.zip.CRC32;

/** Packs buffers (RFC 1952) fast rather than small. */
final class Gzip {

    /** Magic number, deflate, no name, no time, no operating system. */
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 255};

    private final FastDeflater deflater = new FastDeflater();
    private final CRC32 checksum = new CRC32();

    /** Packs {@code plain} anew into {@code packed}. */
    synchronized void pack(Bytes plain, Bytes packed) {
        packed.truncate(0);
        packed.put(HEADER);
        deflater.deflate(plain, packed);
        checksum.reset();
        checksum.update(plain.array(), 0, plain.size());
        word((int) checksum.getValue(), packed);
        word(plain.size(), packed);
    }

    private static void word(int value, Bytes out) {
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            out.put(value >>> shift);
        }
    }
}
