package io.crowsnest.exporter.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.exporter.spool.BatchResult.Answered;
import io.crowsnest.exporter.spool.BatchResult.Failed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileDestinationTest {

    @TempDir
    private Path folder;

    private final EcsEncoder encoder = new EcsEncoder(Events.IDENTITY);

    private List<Document> documents(int from, int to) {
        List<Document> documents = new ArrayList<>();
        for (int i = from; i <= to; i++) {
            documents.add(encoder.encode(Events.event(i, "event " + i)));
        }
        return documents;
    }

    @Test
    void writesOneDocumentALine() throws IOException {
        Path file = folder.resolve("made/app.ndjson");
        FileDestination destination = new FileDestination(file);

        assertThat(destination.send(documents(1, 2))).isInstanceOf(Answered.class);
        destination.send(documents(3, 3));

        assertThat(Files.readAllLines(file)).hasSize(3).allMatch(line -> line.startsWith("{\"@timestamp\":"));
        assertThat(Files.readAllLines(file).get(2)).contains("\"message\":\"event 3\"");
    }

    @Test
    void startsANewFileWhenOneIsFullAndKeepsFive() throws IOException {
        Path file = folder.resolve("app.ndjson");
        FileDestination destination = new FileDestination(file, 3_000);
        for (int i = 0; i < 60; i++) {
            destination.send(documents(i, i));
        }

        try (var files = Files.list(folder)) {
            assertThat(files.map(each -> each.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "app.ndjson",
                            "app.ndjson.1",
                            "app.ndjson.2",
                            "app.ndjson.3",
                            "app.ndjson.4",
                            "app.ndjson.5");
        }
        assertThat(Files.size(file.resolveSibling("app.ndjson.1"))).isBetween(2_000L, 3_000L);
        assertThat(Files.readString(file)).contains("event 59");
    }

    @Test
    void goesOnInANewFileWhenSomebodyMovesItAway() throws IOException {
        Path file = folder.resolve("app.ndjson");
        FileDestination destination = new FileDestination(file);
        destination.send(documents(1, 1));
        Files.move(file, folder.resolve("moved"));
        destination.send(documents(2, 2));

        assertThat(Files.readString(file)).contains("event 2").doesNotContain("event 1");
    }

    @Test
    void whatAProcessHadBegunToWriteWhenItWasKilledSpoilsNoOtherLine() throws IOException {
        Path file = folder.resolve("app.ndjson");
        new FileDestination(file).send(documents(1, 2));
        String whole = Files.readString(file);
        Files.writeString(file, whole.substring(0, whole.length() - 10));

        new FileDestination(file).send(documents(2, 3));

        assertThat(Files.readString(file)).isEqualTo(whole.substring(0, whole.length() - 10) + "\n" + lines(2, 3));
    }

    private String lines(int from, int to) {
        return new String(Lines.of(documents(from, to)), StandardCharsets.UTF_8);
    }

    @Test
    void aFileThatCannotBeWrittenIsTriedAgain() throws IOException {
        Path noFolder = Files.createFile(folder.resolve("file"));

        assertThat(new FileDestination(noFolder.resolve("app.ndjson")).send(documents(1, 1)))
                .isInstanceOf(Failed.class);
    }

    @Test
    void standardOutputGetsTheSameLines() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        assertThat(new StdoutDestination(out).send(documents(1, 2))).isInstanceOf(Answered.class);

        assertThat(out.toString(StandardCharsets.UTF_8).lines()).hasSize(2).allMatch(line -> line.endsWith("}"));
    }

    @Test
    void drainDeliversWhatIsLeftAndDeletesIt() throws IOException {
        for (String service : List.of("shop", "other")) {
            SpoolRoot.Locked locked = new SpoolRoot(folder.resolve("spool"), 64 << 20).create(service);
            new TestSpool(locked.folder, 1 << 20, "file").append("left by " + service);
            Events.IDENTITY.save(locked.folder);
            locked.close();
        }
        Path file = folder.resolve("drained.ndjson");
        List<String> lines = new ArrayList<>();
        List<Outlet> outlets = List.of(new Outlet("file", any -> new FileDestination(file)));

        assertThat(Drain.run(folder.resolve("spool"), outlets, lines::add)).isZero();

        assertThat(Files.readString(file)).contains("left by shop").contains("left by other");
        assertThat(lines).hasSize(2).allMatch(line -> line.endsWith(" events=1 left=0"));
        assertThat(Drain.run(folder.resolve("spool"), outlets, lines::add)).isZero();
        assertThat(lines).as("nothing is left").hasSize(2);
    }

    @Test
    void drainLeavesRunningProcessesAlone() throws IOException {
        SpoolRoot.Locked running = new SpoolRoot(folder.resolve("spool"), 64 << 20).create("shop");
        new TestSpool(running.folder, 1 << 20, "file").append("mine");
        List<String> lines = new ArrayList<>();

        Drain.run(folder.resolve("spool"), List.of(), lines::add);

        assertThat(lines).singleElement().asString().contains(" is in use");
        running.close();
    }
}
