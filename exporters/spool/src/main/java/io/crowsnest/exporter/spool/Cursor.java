package io.crowsnest.exporter.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * How far one destination has come, on disk: everything before is settled.
 *
 * <pre>
 *   file   two slots of 64 bytes, written in turn, so that one of them is always whole
 *   slot   generation (8), segment (8), offset (4), sequence (8), CRC32C of these (4), zeros
 * </pre>
 */
final class Cursor implements Closeable {

    private static final int SLOT = 64;
    private static final int CHECKED = 28;
    private static final int SLOTS = 2;

    private final SpoolFile file;
    private long generation;
    private Position position = Position.START;

    /** The generation that is known to have reached the disk. */
    private long forced;

    private Cursor(SpoolFile file) {
        this.file = file;
    }

    /** Name of the file for a destination. */
    static String name(String destination) {
        return "cursor-" + destination;
    }

    static Cursor create(SpoolFolder folder, String destination) throws IOException {
        Cursor cursor = new Cursor(folder.create(name(destination), SLOTS * SLOT));
        cursor.moveTo(Position.START);
        return cursor;
    }

    /** Where a destination had come; at the start if the file says nothing that can be trusted. */
    static Cursor open(SpoolFolder folder, String destination) throws IOException {
        Cursor cursor = new Cursor(folder.open(name(destination)));
        for (int slot = 0; slot < SLOTS; slot++) {
            ByteBuffer content = ByteBuffer.allocate(SLOT);
            cursor.file.read(content, (long) slot * SLOT);
            Position read = new Position(content.getLong(8), content.getInt(16), content.getLong(20));
            boolean whole = content.getInt(CHECKED) == Segment.crc(content.array(), 0, CHECKED);
            if (whole && content.getLong(0) > cursor.generation && read.offset() >= Segment.HEADER) {
                cursor.generation = content.getLong(0);
                cursor.position = read;
            }
        }
        return cursor;
    }

    synchronized Position position() {
        return position;
    }

    synchronized void moveTo(Position next) throws IOException {
        generation++;
        ByteBuffer content = ByteBuffer.allocate(SLOT);
        content.putLong(generation)
                .putLong(next.segment())
                .putInt(next.offset())
                .putLong(next.sequence());
        content.putInt(Segment.crc(content.array(), 0, CHECKED)).rewind();
        file.write(content, (generation & 1) * SLOT);
        position = next;
    }

    /** What was said before survives the machine once this returns; to be called before anything before it is deleted. */
    void force() throws IOException {
        long said;
        synchronized (this) {
            said = generation;
            if (forced == said) {
                return;
            }
        }
        file.force();
        synchronized (this) {
            forced = said;
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
