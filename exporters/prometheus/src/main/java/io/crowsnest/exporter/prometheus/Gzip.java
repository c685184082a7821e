package io.crowsnest.exporter.prometheus;

import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Packs buffers (RFC 1952) fast rather than small, with one deflater for all of them. */
final class Gzip {

    /** Magic number, deflate, no name, no time, no operating system. */
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 255};

    private static final int CHUNK = 16 * 1024;

    private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    private final CRC32 checksum = new CRC32();

    /** Replaces what is in {@code packed}. */
    synchronized void pack(Bytes plain, Bytes packed) {
        packed.truncate(0);
        packed.put(HEADER);
        deflater.reset();
        deflater.setInput(plain.array(), 0, plain.size());
        deflater.finish();
        while (!deflater.finished()) {
            packed.ensure(CHUNK);
            int length = deflater.deflate(packed.array(), packed.size(), packed.array().length - packed.size());
            packed.truncate(packed.size() + length);
        }
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
