package io.crowsnest.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** Directories for servers to live in. */
public final class ServerDirectory {

    private ServerDirectory() {}

    /** A new temporary directory that every account can enter; delete it with {@link #delete}. */
    public static Path temporary() throws IOException {
        Path directory = Files.createTempDirectory("crowsnest-servers");
        makeEnterable(directory);
        return directory;
    }

    /**
     * {@code wanted} (made if absent) if the account that the servers will run as can enter it, else a temporary
     * directory: a checkout in root's home is closed to everyone else.
     */
    public static Path orTemporary(Path wanted) throws IOException {
        Path directory = Files.createDirectories(wanted.toAbsolutePath());
        makeEnterable(directory);
        return ServerAccount.find().canEnter(directory) ? directory : temporary();
    }

    /** Deletes a directory with everything in it; one that is absent is fine. */
    public static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.deleteIfExists(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** A new directory that belongs to {@code account} and to nobody else. */
    static Path fresh(Path parent, String prefix, ServerAccount account) throws IOException {
        Path directory = Files.createTempDirectory(parent, prefix);
        account.own(directory);
        return directory;
    }

    /** Deletes what a stopped server leaves. */
    static void discard(Path directory) {
        try {
            delete(directory);
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot delete " + directory, failure);
        }
    }

    private static void makeEnterable(Path directory) throws IOException {
        if (Files.getFileAttributeView(directory, PosixFileAttributeView.class) != null) {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }
}
