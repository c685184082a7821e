package io.crowsnest.exporter.spool;

import io.crowsnest.exporter.spool.BatchResult.Answered;
import io.crowsnest.exporter.spool.BatchResult.Failed;
import io.crowsnest.exporter.spool.BatchResult.Kind;
import io.crowsnest.exporter.spool.BatchResult.Verdict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.List;

/**
 * Writes documents to a file, one a line. When it has 64 MiB it becomes {@code <name>.1}, what was that {@code <name>.2}, and so on to 5. After a
 * crash some documents may stand there twice.
 */
public final class FileDestination implements Destination {

    private static final long MAX_SIZE = 64L << 20;
    private static final int OLDER = 5;
    private static final byte[] END_OF_LINE = {'\n'};

    private final Path file;
    private final long maxSize;

    /** Doesn't touch the file yet. */
    public FileDestination(Path file) {
        this(file, MAX_SIZE);
    }

    FileDestination(Path file, long maxSize) {
        this.file = file.toAbsolutePath();
        this.maxSize = maxSize;
    }

    @Override
    public String name() {
        return "file";
    }

    @Override
    public BatchResult send(List<Document> batch) {
        ByteBuffer lines = ByteBuffer.wrap(Lines.of(batch));
        try {
            if (Files.exists(file) && Files.size(file) > 0 && Files.size(file) + lines.remaining() > maxSize) {
                rotate();
            }
            Path folder = file.getParent();
            if (folder != null) {
                DiskFolder.createFolders(folder);
            }
            // Opened anew for each batch: whoever moves the file away gets no more.
            try (FileChannel channel = FileChannel.open(file, DiskFolder.APPEND, DiskFolder.PRIVATE_FILE)) {
                long end = channel.size();
                try {
                    if (!endsWithALine(end)) {
                        channel.write(ByteBuffer.wrap(END_OF_LINE));
                    }
                    while (lines.hasRemaining()) {
                        channel.write(lines);
                    }
                } catch (IOException e) {
                    // No half lines; all of them come again.
                    channel.truncate(end);
                    throw e;
                }
            }
        } catch (IOException e) {
            return new Failed(Kind.UNREACHABLE, e.toString());
        }
        return new Answered(Collections.nCopies(batch.size(), Verdict.DELIVERED));
    }

    /** False behind a process that was killed while it wrote: what it had begun comes again, and must not become part of that half line. */
    private boolean endsWithALine(long end) throws IOException {
        if (end == 0) {
            return true;
        }
        ByteBuffer last = ByteBuffer.allocate(1);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return channel.read(last, end - 1) < 1 || last.get(0) == '\n';
        }
    }

    private void rotate() throws IOException {
        for (int i = OLDER - 1; i > 0; i--) {
            if (Files.exists(older(i))) {
                Files.move(older(i), older(i + 1), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.move(file, older(1), StandardCopyOption.REPLACE_EXISTING);
    }

    private Path older(int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
