package io.crowsnest.core.doctor;

import io.crowsnest.core.Outlets;
import io.crowsnest.core.settings.Keys;
import io.crowsnest.core.settings.Settings;
import io.crowsnest.exporter.spool.SpoolPlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The disk on which log events wait, and the file that they may go to. */
final class SpoolCheck {

    private SpoolCheck() {}

    static void check(Settings settings, Findings findings) {
        if (Boolean.FALSE.equals(settings.find(Keys.LOGS_ENABLED))
                || Outlets.of(settings).isEmpty()) {
            return;
        }
        String given = settings.find(Keys.LOGS_SPOOL_DIRECTORY);
        try {
            List<Path> candidates = given == null ? SpoolPlace.defaults() : List.of(Path.of(given));
            spool(candidates, settings.get(Keys.LOGS_SPOOL_MAX_SIZE), findings);
        } catch (InvalidPathException | IOException e) {
            findings.failure(
                    Keys.LOGS_SPOOL_DIRECTORY.name(), given + ": " + Reasons.of(e), "name a directory on a local disk");
        }
        String file = settings.find(Keys.LOGS_FILE);
        if (file != null) {
            file(file, findings);
        }
    }

    private static void spool(List<Path> candidates, long limit, Findings findings) throws IOException {
        Optional<Path> usable =
                candidates.stream().filter(path -> writableParent(path) != null).findFirst();
        if (usable.isEmpty()) {
            findings.failure(
                    Keys.LOGS_SPOOL_DIRECTORY.name(),
                    "cannot be written to, events would wait in memory only: " + candidates,
                    "name a directory that this user may write to");
            return;
        }
        Path existing = writableParent(usable.get());
        long free = existing == null ? 0 : Files.getFileStore(existing).getUsableSpace();
        if (free < limit) {
            findings.warning(
                    Keys.LOGS_SPOOL_MAX_SIZE.name(),
                    mebibytes(limit) + " are more than the " + mebibytes(free) + " that are free in " + usable.get(),
                    "make room, name another directory, or set a smaller size");
        } else {
            findings.ok(Keys.LOGS_SPOOL_DIRECTORY.name(), usable.get() + " can be written to");
        }
    }

    /** Whether the file that is a destination can be written to. */
    static void file(String name, Findings findings) {
        try {
            Path file = Path.of(name).toAbsolutePath();
            Path parent = file.getParent();
            boolean usable = Files.exists(file)
                    ? Files.isRegularFile(file) && Files.isWritable(file)
                    : parent != null && writableParent(parent) != null;
            if (usable) {
                findings.ok(Keys.LOGS_FILE.name(), name + " can be written to");
                return;
            }
        } catch (InvalidPathException e) {
            // Said below as well.
        }
        findings.failure(
                Keys.LOGS_FILE.name(), name + " cannot be written to", "name a file that this user may write to");
    }

    /** The directory itself, or the nearest above it that is there; null if it is not ours to write to, or no directory. */
    private static @Nullable Path writableParent(Path directory) {
        Path existing = directory.toAbsolutePath();
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        return existing != null && Files.isDirectory(existing) && Files.isWritable(existing) ? existing : null;
    }

    private static String mebibytes(long bytes) {
        return (bytes >> 20) + " MiB";
    }
}
