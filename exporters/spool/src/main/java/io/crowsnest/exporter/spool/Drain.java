package io.crowsnest.exporter.spool;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Delivers, from the command line, what processes that are gone have left on disk. */
public final class Drain {

    private Drain() {}

    /**
     * Delivers all that is below a folder, and deletes what is delivered. Spools of processes that run are left alone.
     *
     * @param folder the root of the spools, the folder of one service, or that of one process
     * @param outlets where to
     * @param out takes one line for each spool, also for those that are left alone because a process has them
     * @return how many events are left, and how many destinations nobody has named or spools nobody could read
     * @throws IOException if the folder can't be read
     */
    public static long run(Path folder, List<Outlet> outlets, Consumer<String> out) throws IOException {
        long unknown = 0;
        Consumer<Path> inUse = path -> out.accept(path + " is in use: the process that has it delivers what is there");
        for (SpoolRoot.Locked orphan : new SpoolRoot(folder, Long.MAX_VALUE).orphansBelow(inUse)) {
            String path = orphan.folder.path().toString();
            long before = pending(outlets);
            try (Backlog backlog = Backlog.open(orphan, outlets, ServiceIdentity.ofFolder(orphan), out)) {
                long found = pending(outlets) - before;
                backlog.drain();
                long left = pending(outlets) - before;
                unknown += backlog.unknown().size();
                out.accept(path + " events=" + found + " left=" + left
                        + (backlog.unknown().isEmpty()
                                ? ""
                                : " no-destination=" + String.join(",", backlog.unknown())));
            } catch (IOException | RuntimeException e) {
                // The others don't depend on it.
                unknown++;
                out.accept(path + " failed reason=\"" + e + '"');
            }
        }
        return pending(outlets) + unknown;
    }

    private static long pending(List<Outlet> outlets) {
        return outlets.stream().mapToLong(each -> each.recovered().pending()).sum();
    }
}
