package io.crowsnest.servers;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.ArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** Unpacks a server's programs, once. */
final class Archive {

    private Archive() {}

    /** Unpacks a {@code .txz} to {@code target} unless that is there already. */
    static void unpackTarXz(InputStream archive, Path target) throws IOException {
        if (!Files.exists(target)) {
            unpack(new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(archive))), target, 0);
        }
    }

    /** Unpacks a zip without its top directory to {@code target} unless that is there already. */
    static void unpackZip(Path archive, Path target) throws IOException {
        if (!Files.exists(target)) {
            try (InputStream in = new BufferedInputStream(Files.newInputStream(archive))) {
                unpack(new ZipArchiveInputStream(in), target, 1);
            }
        }
    }

    /** Copies a directory of programs to {@code target} unless that is there already. */
    static void copy(Path directory, Path target) throws IOException {
        if (!Files.exists(target)) {
            try (Stream<Path> originals = Files.walk(directory)) {
                for (Path original : originals.toList()) {
                    Path copy = target.resolve(directory.relativize(original).toString());
                    Files.copy(original, copy);
                    String permissions = Files.isDirectory(copy) ? "rwxr-xr-x" : "rw-r--r--";
                    Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString(permissions));
                }
            }
        }
    }

    private static void unpack(ArchiveInputStream<?> archive, Path target, int stripped) throws IOException {
        // Under its final name only when complete: a start that was interrupted or one side by side must not count.
        Path partial = Files.createTempDirectory(parent(target), "unpacking");
        for (ArchiveEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
            Path name = Path.of(entry.getName()).normalize();
            if (name.startsWith("..") || name.isAbsolute()) {
                throw new IOException("unexpected path in archive: " + entry.getName());
            }
            if (name.getNameCount() > stripped) {
                write(archive, entry, partial.resolve(name.subpath(stripped, name.getNameCount())));
            }
        }
        Files.setPosixFilePermissions(partial, PosixFilePermissions.fromString("rwxr-xr-x"));
        try {
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException other) {
            ServerDirectory.delete(partial);
        }
    }

    private static void write(InputStream content, ArchiveEntry entry, Path file) throws IOException {
        if (entry.isDirectory()) {
            directory(file);
            return;
        }
        directory(parent(file));
        if (entry instanceof TarArchiveEntry tar && tar.isSymbolicLink()) {
            Files.createSymbolicLink(file, Path.of(tar.getLinkName()));
            return;
        }
        Files.copy(content, file);
        // Readable and executable for all whatever the umask and the archive say: another account runs it.
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static Path parent(Path path) {
        return Objects.requireNonNull(path.toAbsolutePath().getParent());
    }

    private static void directory(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            directory(parent(directory));
            Files.createDirectory(directory);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }
}
