package io.crowsnest.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that somebody appends lines to, and that every run begins anew. */
final class LineFile {

    private static final int BUFFER = 1 << 20;

    private final Path path;
    private long position;
    private long lines;

    LineFile(Path path) {
        this.path = path;
    }

    Path path() {
        return path;
    }

    /** How many lines were written so far. */
    long lines() throws IOException {
        if (!Files.exists(path)) {
            return 0;
        }
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            if (file.size() < position) {
                position = 0;
                lines = 0;
            }
            ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
            for (int length = file.read(buffer, position); length > 0; length = file.read(buffer, position)) {
                for (int i = 0; i < length; i++) {
                    lines += buffer.get(i) == '\n' ? 1 : 0;
                }
                position += length;
                buffer.clear();
            }
            return lines;
        }
    }
}
