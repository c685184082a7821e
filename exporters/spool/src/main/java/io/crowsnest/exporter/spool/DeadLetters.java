package io.crowsnest.exporter.spool;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What a destination refuses for good, for people to look at: a file of lines {@code {"reason":"...","document":{...}}}, and the one
 * before it. Processes of the same service share it.
 */
final class DeadLetters {

    private static final long MAX_SIZE = 8L << 20;

    private final Path file;

    /** Letters that {@code destination} refused, in this folder. */
    DeadLetters(Path folder, String destination) {
        this.file = folder.resolve("rejected-" + destination + ".ndjson");
    }

    Path file() {
        return file;
    }

    void add(Document refused, String reason) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try (JsonGenerator generator = new JsonFactory().createGenerator(ObjectWriteContext.empty(), line)) {
            generator.writeStartObject();
            generator.writeStringProperty("reason", reason);
            generator.writeName("document");
            generator.writeRawValue(new String(refused.json(), StandardCharsets.UTF_8));
            generator.writeEndObject();
        }
        line.write('\n');
        if (Files.exists(file) && Files.size(file) + line.size() > MAX_SIZE) {
            Files.move(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
        try (FileChannel channel = DiskFolder.openPrivate(file)) {
            channel.write(ByteBuffer.wrap(line.toByteArray()), channel.size());
        }
    }
}
