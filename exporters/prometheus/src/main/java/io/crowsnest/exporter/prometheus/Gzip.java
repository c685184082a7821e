package io.crowsnest.exporter.prometheus;

import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;
import java.util.zip.Deflater;

/**
 * Packs buffers (RFC 1952) fast rather than small, with one deflater for all of them. Each part between two {@linkplain Bytes#mark() marks}
 * is packed without the others (RFC 1951: blocks that end at a byte), so that a part that has not changed is taken as it was packed before.
 */
final class Gzip {

    /** Magic number, deflate, no name, no time, no operating system. */
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 255};

    static final int HEADER_LENGTH = HEADER.length;

    /** A last block with nothing in it. */
    private static final byte[] LAST = {3, 0};

    private static final int CHUNK = 16 * 1024;

    private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    private final CRC32 checksum = new CRC32();
    private final CRC32 partChecksum = new CRC32();
    private final CRC32C otherChecksum = new CRC32C();

    /** Packs {@code plain} anew into {@code packed}. */
    synchronized void pack(Bytes plain, Packed packed) {
        Bytes out = packed.begin();
        out.put(HEADER);
        checksum.reset();
        int start = 0;
        for (int part = 0; start < plain.size(); part++) {
            int end = plain.partEnd(part);
            pack(plain, start, end - start, packed, out);
            start = end;
        }
        out.put(LAST);
        word((int) checksum.getValue(), out);
        word(plain.size(), out);
    }

    private void pack(Bytes plain, int start, int length, Packed packed, Bytes out) {
        checksum.update(plain.array(), start, length);
        long key = key(plain, start, length);
        if (!packed.reuse(key)) {
            deflate(plain, start, length, out);
        }
        packed.end(key);
    }

    /** Of 64 bits of two checksums: different parts that have the same do not happen. */
    private long key(Bytes plain, int start, int length) {
        return of(partChecksum, plain, start, length) << Integer.SIZE | of(otherChecksum, plain, start, length);
    }

    private static long of(Checksum checksum, Bytes plain, int start, int length) {
        checksum.reset();
        checksum.update(plain.array(), start, length);
        return checksum.getValue();
    }

    private void deflate(Bytes plain, int start, int length, Bytes out) {
        deflater.reset();
        deflater.setInput(plain.array(), start, length);
        int free;
        int written;
        do {
            out.ensure(CHUNK);
            free = out.array().length - out.size();
            written = deflater.deflate(out.array(), out.size(), free, Deflater.SYNC_FLUSH);
            out.truncate(out.size() + written);
        } while (written == free);
    }

    private static void word(int value, Bytes out) {
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            out.put(value >>> shift);
        }
    }
}
