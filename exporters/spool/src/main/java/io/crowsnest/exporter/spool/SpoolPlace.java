package io.crowsnest.exporter.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where spools are.
 *
 * @param candidates folders, the first that can be written to is taken; none of them: events wait in memory
 * @param service whose spool it is
 * @param limit most bytes of all spools in a folder
 * @param identity who logs, as far as it is known at the start; asked once the spool is open
 * @param forceEvery how often to force to disk; zero: never, then what is lost if the machine fails is the operating system's choice
 */
public record SpoolPlace(
        List<Path> candidates, String service, Supplier<ServiceIdentity> identity, long limit, Duration forceEvery) {

    private static final int LARGEST_SEGMENT = 4 << 20;
    private static final int SMALLEST_SEGMENT = 1 << 20;
    private static final long MEMORY = 16 << 20;

    /** Mapped files on these can fail at any moment, and take the process with them. */
    private static final Set<String> REMOTE =
            Set.of("nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "fuse");

    /** Layers of a container, which go when it goes. */
    private static final Set<String> EPHEMERAL = Set.of("overlay", "overlayfs", "aufs");

    /** Folders to try when the settings name none: the user's state directory, else the temporary one. */
    public static List<Path> defaults() {
        List<Path> folders = new ArrayList<>();
        String state = System.getenv("XDG_STATE_HOME");
        String local = System.getenv("LOCALAPPDATA");
        String home = System.getProperty("user.home", "");
        if (state != null && state.startsWith("/")) {
            folders.add(Path.of(state, "crowsnest"));
        } else if (local != null && !local.isEmpty()) {
            folders.add(Path.of(local, "crowsnest"));
        } else if (home.length() > 1) {
            folders.add(Path.of(home, ".local", "state", "crowsnest"));
        }
        String user = System.getProperty("user.name", "").replaceAll("[^A-Za-z0-9._-]", "_");
        folders.add(Path.of(System.getProperty("java.io.tmpdir"), "crowsnest-".concat(user)));
        return folders;
    }

    /**
     * A folder for this process.
     *
     * @param folder on disk or in memory
     * @param first the segment that the spool begins with
     * @param locked null in memory
     * @param id makes the ids of its events differ from all others
     * @param segmentSize bytes of each segment
     */
    record Opened(SpoolFolder folder, Segment first, SpoolRoot.@Nullable Locked locked, long id, int segmentSize) {

        void save(ServiceIdentity identity) throws IOException {
            if (locked != null) {
                identity.save(locked.folder);
            }
        }

        /** Gives it up before anything was kept. */
        void discard() throws IOException {
            first.file.close();
            if (locked != null) {
                locked.delete();
            }
        }

        @Nullable
        DeadLetters deadLetters(String destination) {
            return locked == null ? null : new DeadLetters(locked.common(), destination);
        }
    }

    /** Makes a folder with a first segment, in memory if it has to be; says so. */
    Opened open(Consumer<String> log) throws IOException {
        List<String> reasons = new ArrayList<>();
        for (Path candidate : candidates) {
            SpoolRoot.Locked locked = null;
            try {
                locked = root(candidate).create(service);
                String type = Files.getFileStore(locked.folder.path()).type().toLowerCase(Locale.ROOT);
                if (isRemote(type)) {
                    throw new IOException(type + " is no local disk");
                }
                Segment first = SpoolKeeper.first(locked.folder, segmentSize());
                if (EPHEMERAL.contains(type)) {
                    log.accept("logs wait in the container's own layer and are gone with it directory=" + candidate
                            + " hint=\"mount a volume, set logs.spool.directory\"");
                }
                return new Opened(locked.folder, first, locked, locked.id, segmentSize());
            } catch (IOException | RuntimeException e) {
                reasons.add(candidate + ": " + e);
                if (locked != null) {
                    locked.delete();
                }
            }
        }
        log.accept("logs wait in memory only, no directory for them reason=\"" + String.join("; ", reasons)
                + "\" hint=\"set logs.spool.directory\"");
        long id = SpoolRoot.newId();
        MemoryFolder folder = new MemoryFolder(MEMORY);
        return new Opened(folder, SpoolKeeper.first(folder, SMALLEST_SEGMENT), null, id, SMALLEST_SEGMENT);
    }

    /** Also by what comes before a dot: {@code fuse.sshfs}. */
    private static boolean isRemote(String type) {
        int dot = type.indexOf('.');
        return REMOTE.contains(dot < 0 ? type : type.substring(0, dot));
    }

    SpoolRoot root(Path folder) {
        return new SpoolRoot(folder, limit);
    }

    /** Small limits need small segments: so that each of many processes has one, and that they are given back one by one. */
    private int segmentSize() {
        return (int) Math.max(SMALLEST_SEGMENT, Math.min(LARGEST_SEGMENT, limit / 64));
    }
}
