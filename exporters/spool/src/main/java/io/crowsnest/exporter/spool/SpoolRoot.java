package io.crowsnest.exporter.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The folder that the spools of all processes of a user are in, one folder each, and its limit.
 *
 * <pre>
 *   root/service/0123456789abcdef/    folder of one process, named by a random number
 *     lock                            locked by the process that writes or drains it; the lock ends with the process
 *     identity                        who has logged, see {@link ServiceIdentity}
 *     0000000001.segment ...          see {@link Segment}
 *     cursor-elasticsearch ...        see {@link Cursor}, one for each destination
 *     whole-1, whole-2                see {@link Watermark}
 *   root/service/rejected-elasticsearch.ndjson   see {@link DeadLetters}
 *   root/.quota                       locked by the process that is taking space, see {@link QuotaTurn}
 * </pre>
 */
public final class SpoolRoot {

    /** At least so much of a disk is left to others. */
    private static final long MOST_LEFT_FREE = 1L << 30;

    private static final int LEAST_FREE_PERCENT = 5;

    /** Locks are the process's, not the file's: never ask for one that is held here. */
    private static final Set<Path> held = ConcurrentHashMap.newKeySet();

    private static final String LOCK = "lock";

    /** No service's folder is called so: those begin with no dot. */
    private static final String QUOTA = ".quota";

    private final Path path;
    private final long limit;

    /** A root whose files have at most {@code limit} bytes together. */
    public SpoolRoot(Path path, long limit) {
        this.path = path.toAbsolutePath();
        this.limit = limit;
    }

    /** A spool's folder that nobody else has. */
    static final class Locked implements Closeable {
        final DiskFolder folder;
        final long id;
        private final FileChannel lock;

        private Locked(DiskFolder folder, long id, FileChannel lock) {
            this.folder = folder;
            this.id = id;
            this.lock = lock;
        }

        /** Where the processes of this service leave what they have in common. */
        Path common() {
            return Objects.requireNonNull(folder.path().getParent());
        }

        /** Lets others have it. */
        @Override
        public void close() throws IOException {
            try {
                lock.close();
            } finally {
                held.remove(folder.path());
            }
        }

        /** Deletes it with all that is in it; the lock last, because what has none is nobody's to adopt. */
        void delete() throws IOException {
            try (this) {
                for (String name : folder.list()) {
                    if (!name.equals(LOCK)) {
                        folder.delete(name);
                    }
                }
                folder.delete(LOCK);
            }
            Files.deleteIfExists(folder.path());
        }
    }

    Path path() {
        return path;
    }

    long limit() {
        return limit;
    }

    /**
     * A number that no other process has: made of time, process and chance. It need not be hard to guess, and the libraries of a secure one
     * take a tenth of a second to load.
     */
    static long newId() {
        return new SplittableRandom().nextLong() ^ ProcessHandle.current().pid() * 0x9E37_79B9_7F4A_7C15L;
    }

    /** A new folder for this process. */
    Locked create(String service) throws IOException {
        Path parent = path.resolve(fileName(service));
        DiskFolder.createFolders(parent);
        while (true) {
            long id = newId();
            Path folder = parent.resolve(HexFormat.of().toHexDigits(id));
            DiskFolder.createFolders(folder);
            Locked locked = firstLock(folder, id);
            // Null if another process took it for an orphan in the moment before.
            if (locked != null) {
                return locked;
            }
        }
    }

    /** On a full disk, or one without locks, nothing is left behind: nobody could adopt it, and each process would leave one. */
    private @Nullable Locked firstLock(Path folder, long id) throws IOException {
        try {
            DiskFolder.openPrivate(folder.resolve(LOCK)).close();
            return lock(folder, id);
        } catch (IOException | RuntimeException e) {
            delete(folder.resolve(LOCK), e);
            delete(folder, e);
            throw e;
        }
    }

    private static void delete(Path path, Exception because) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            because.addSuppressed(e);
        }
    }

    /** Folders of this service that no process has any more; the caller has them now. */
    List<Locked> orphans(String service) throws IOException {
        List<Locked> orphans = new ArrayList<>();
        addOrphans(path.resolve(fileName(service)), orphans, inUse -> {});
        return orphans;
    }

    /**
     * Folders that no process has any more, whether this is a root, the folder of a service or one of them; the caller has them now.
     *
     * @param inUse takes those that a process still has
     */
    List<Locked> orphansBelow(Consumer<Path> inUse) throws IOException {
        List<Locked> orphans = new ArrayList<>();
        addIfOrphan(path, orphans, inUse);
        addOrphans(path, orphans, inUse);
        for (Path service : folders(path)) {
            addOrphans(service, orphans, inUse);
        }
        return orphans;
    }

    private void addOrphans(Path service, List<Locked> orphans, Consumer<Path> inUse) throws IOException {
        for (Path folder : folders(service)) {
            addIfOrphan(folder, orphans, inUse);
        }
    }

    private void addIfOrphan(Path folder, List<Locked> orphans, Consumer<Path> inUse) throws IOException {
        Path last = folder.getFileName();
        if (last != null && last.toString().matches("[0-9a-f]{16}")) {
            try {
                Locked locked = lock(folder, Long.parseUnsignedLong(last.toString(), 16));
                if (locked != null) {
                    orphans.add(locked);
                } else if (Files.exists(folder.resolve(LOCK))) {
                    inUse.accept(folder);
                }
            } catch (IOException e) {
                // Another user's, say; it must not keep us from those that can be had.
            }
        }
    }

    private static List<Path> folders(Path path) throws IOException {
        List<Path> folders = new ArrayList<>();
        if (Files.isDirectory(path)) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(path, Files::isDirectory)) {
                all.forEach(folders::add);
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
        }
        return folders;
    }

    /** Locks a folder whose lock is there; null if it can't be had. */
    private @Nullable Locked lock(Path folder, long id) throws IOException {
        if (!held.add(folder)) {
            return null;
        }
        boolean isLocked = false;
        FileChannel channel = null;
        try {
            Path file = folder.resolve(LOCK);
            channel = FileChannel.open(file, StandardOpenOption.WRITE);
            // Who had the lock before may have deleted all since the file was opened; nobody makes that file again.
            isLocked = channel.tryLock() != null && Files.exists(file);
            return isLocked ? new Locked(new DiskFolder(folder, this), id, channel) : null;
        } catch (OverlappingFileLockException | NoSuchFileException e) {
            // Held by this process after all, through another agent in it; or gone.
            return null;
        } finally {
            if (!isLocked) {
                if (channel != null) {
                    channel.close();
                }
                held.remove(folder);
            }
        }
    }

    /** What {@link SpoolFolder#turn} says. */
    SpoolFolder.Turn turn() {
        return QuotaTurn.await(path.resolve(QUOTA));
    }

    boolean hasRoom(long bytes) throws IOException {
        if (used() + bytes > limit) {
            return false;
        }
        FileStore store = Files.getFileStore(path);
        long least = Math.min(MOST_LEFT_FREE, store.getTotalSpace() / 100 * LEAST_FREE_PERCENT);
        return store.getUsableSpace() - bytes >= least;
    }

    /** Bytes that the files of all processes have. */
    long used() throws IOException {
        long[] sum = new long[1];
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                sum[0] += attributes.size();
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException gone) {
                return FileVisitResult.CONTINUE;
            }
        });
        return sum[0];
    }

    /** A name that is safe as that of a folder. */
    private static String fileName(String service) {
        String name = service.replaceAll("[^A-Za-z0-9._-]", "_");
        name = name.substring(0, Math.min(100, name.length()));
        return name.isEmpty() || name.startsWith(".") ? "_".concat(name) : name;
    }
}
