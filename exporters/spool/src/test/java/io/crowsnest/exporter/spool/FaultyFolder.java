package io.crowsnest.exporter.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A folder whose operations fail when a test says so, and that knows what is open. */
final class FaultyFolder implements SpoolFolder {

    private final SpoolFolder folder;
    final AtomicInteger open = new AtomicInteger();
    final AtomicInteger forced = new AtomicInteger();
    volatile boolean isFull;
    volatile boolean isGone;
    volatile boolean cannotWrite;
    volatile boolean cannotForce;
    volatile boolean cannotMap;

    /** Reads that succeed before all others fail. */
    int readsLeft = Integer.MAX_VALUE;

    FaultyFolder(SpoolFolder folder) {
        this.folder = folder;
    }

    @Override
    public List<String> list() throws IOException {
        return folder.list();
    }

    @Override
    public SpoolFile create(String name, int size) throws IOException {
        if (isFull || isGone) {
            throw new IOException(isGone ? "No such file or directory" : "No space left on device");
        }
        if (folder.list().contains(name)) {
            throw new FileAlreadyExistsException(name);
        }
        return counted(folder.create(name, size));
    }

    @Override
    public SpoolFile open(String name) throws IOException {
        return counted(folder.open(name));
    }

    private SpoolFile counted(SpoolFile file) {
        open.incrementAndGet();
        return new File(file);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        if (isGone) {
            throw new IOException("No such file or directory");
        }
        folder.rename(from, to);
    }

    @Override
    public void delete(String name) throws IOException {
        folder.delete(name);
    }

    @Override
    public boolean hasRoom(long bytes) throws IOException {
        if (isGone) {
            throw new IOException("No such file or directory");
        }
        return folder.hasRoom(bytes);
    }

    @Override
    public boolean isDurable() {
        return true;
    }

    private final class File implements SpoolFile {
        private @Nullable SpoolFile file;

        private File(SpoolFile file) {
            this.file = file;
        }

        private SpoolFile file() throws IOException {
            SpoolFile there = file;
            if (there == null) {
                throw new IOException("closed");
            }
            return there;
        }

        @Override
        public ByteBuffer map() throws IOException {
            if (cannotMap) {
                throw new IOException("Map failed");
            }
            return file().map();
        }

        @Override
        public void read(ByteBuffer target, long position) throws IOException {
            if (readsLeft-- <= 0) {
                throw new IOException("Input/output error");
            }
            file().read(target, position);
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            if (cannotWrite) {
                throw new IOException("Input/output error");
            }
            file().write(source, position);
        }

        @Override
        public void force() throws IOException {
            if (cannotForce) {
                throw new IOException("Input/output error");
            }
            forced.incrementAndGet();
            file().force();
        }

        @Override
        public long size() throws IOException {
            return file().size();
        }

        @Override
        public void close() {
            if (file != null) {
                open.decrementAndGet();
            }
            file = null;
        }
    }
}
