package io.crowsnest.exporter.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A folder on disk that only the owner of the process can read. */
final class DiskFolder implements SpoolFolder {

    private static final boolean POSIX =
            java.nio.file.FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    static final FileAttribute<?>[] PRIVATE_FILE = permissions("rw-------");
    private static final FileAttribute<?>[] PRIVATE_FOLDER = permissions("rwx------");
    private static final Set<OpenOption> READ_WRITE = Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);
    private static final Set<OpenOption> NEW =
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);

    /** To the end of a file, making it if need be. */
    static final Set<OpenOption> APPEND =
            Set.of(StandardOpenOption.WRITE, StandardOpenOption.APPEND, StandardOpenOption.CREATE);

    private static final int BLOCK = 64 << 10;

    private final Path path;
    private final SpoolRoot root;

    DiskFolder(Path path, SpoolRoot root) {
        this.path = path;
        this.root = root;
    }

    private static FileAttribute<?>[] permissions(String text) {
        return POSIX
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text))}
                : new FileAttribute<?>[0];
    }

    /** Makes a folder, and those above it that are missing. */
    static void createFolders(Path path) throws IOException {
        Files.createDirectories(path, PRIVATE_FOLDER);
    }

    /** Opens a file for its owner only, making it if need be. */
    static FileChannel openPrivate(Path file) throws IOException {
        return FileChannel.open(
                file,
                Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE),
                PRIVATE_FILE);
    }

    Path path() {
        return path;
    }

    @Override
    public List<String> list() throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
            for (Path file : files) {
                names.add(file.getFileName().toString());
            }
        }
        return names;
    }

    @Override
    public SpoolFile create(String name, int size) throws IOException {
        Path file = path.resolve(name);
        FileChannel channel = FileChannel.open(file, NEW, PRIVATE_FILE);
        try {
            ByteBuffer zeros = ByteBuffer.allocateDirect(Math.min(size, BLOCK));
            for (int written = 0; written < size; ) {
                zeros.clear().limit(Math.min(zeros.capacity(), size - written));
                written += channel.write(zeros, written);
            }
            forceFolder();
            return new DiskFile(channel);
        } catch (IOException | Error e) {
            channel.close();
            Files.deleteIfExists(file);
            throw e;
        }
    }

    @Override
    public SpoolFile open(String name) throws IOException {
        return new DiskFile(FileChannel.open(path.resolve(name), READ_WRITE));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(
                path.resolve(from),
                path.resolve(to),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        forceFolder();
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(path.resolve(name));
    }

    @Override
    public boolean hasRoom(long bytes) throws IOException {
        return root.hasRoom(bytes);
    }

    @Override
    public Turn turn() {
        return root.turn();
    }

    @Override
    public boolean isDurable() {
        return true;
    }

    /** That a file exists has to survive the machine, too. */
    private void forceFolder() throws IOException {
        try (FileChannel folder = FileChannel.open(path, StandardOpenOption.READ)) {
            folder.force(true);
        } catch (NoSuchFileException e) {
            throw e;
        } catch (IOException e) {
            // Windows has no such thing for folders, and needs none.
        }
    }

    private record DiskFile(FileChannel channel) implements SpoolFile {
        @Override
        public ByteBuffer map() throws IOException {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size());
        }

        @Override
        public void read(ByteBuffer target, long position) throws IOException {
            long at = position;
            while (target.hasRemaining()) {
                int count = channel.read(target, at);
                if (count < 0) {
                    return;
                }
                at += count;
            }
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            long at = position;
            while (source.hasRemaining()) {
                at += channel.write(source, at);
            }
        }

        @Override
        public void force() throws IOException {
            channel.force(false);
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
