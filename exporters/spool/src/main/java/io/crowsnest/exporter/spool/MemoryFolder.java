package io.crowsnest.exporter.spool;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Takes the place of a folder where there is no disk to write to: the same spool, but it ends with the process. */
final class MemoryFolder implements SpoolFolder {

    private final Map<String, SpoolFile> files = new ConcurrentHashMap<>();
    private final long limit;

    /** A folder whose files have at most {@code limit} bytes together. */
    MemoryFolder(long limit) {
        this.limit = limit;
    }

    @Override
    public List<String> list() {
        return List.copyOf(files.keySet());
    }

    @Override
    public SpoolFile create(String name, int size) {
        SpoolFile file = new MemoryFile(ByteBuffer.allocateDirect(size));
        files.put(name, file);
        return file;
    }

    @Override
    public SpoolFile open(String name) throws IOException {
        SpoolFile file = files.get(name);
        if (file == null) {
            throw new FileNotFoundException(name);
        }
        return file;
    }

    @Override
    public void rename(String from, String to) throws IOException {
        files.put(to, open(from));
        files.remove(from);
    }

    @Override
    public void delete(String name) {
        files.remove(name);
    }

    @Override
    public boolean hasRoom(long bytes) throws IOException {
        long used = 0;
        for (SpoolFile file : files.values()) {
            used += file.size();
        }
        return used + bytes <= limit;
    }

    @Override
    public boolean isDurable() {
        return false;
    }

    private record MemoryFile(ByteBuffer content) implements SpoolFile {
        @Override
        public ByteBuffer map() {
            return content;
        }

        @Override
        public void read(ByteBuffer target, long position) {
            int length = (int) Math.min(target.remaining(), Math.max(0, content.capacity() - position));
            target.put(content.slice((int) Math.min(position, content.capacity()), length));
        }

        @Override
        public void write(ByteBuffer source, long position) {
            content.slice((int) position, source.remaining()).put(source);
        }

        @Override
        public void force() {
            // It is as safe as it will be.
        }

        @Override
        public long size() {
            return content.capacity();
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
