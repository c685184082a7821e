package io.crowsnest.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineFileTest {

    @TempDir
    Path directory;

    private Path path;
    private LineFile file;

    @BeforeEach
    void open() {
        path = directory.resolve("log");
        file = new LineFile(path);
    }

    @Test
    void aFileThatIsNotThereHasNoLines() throws IOException {
        assertThat(file.lines()).isZero();
    }

    @Test
    void linesAreCountedAsTheyCome() throws IOException {
        Files.writeString(path, "a\nb");
        assertThat(file.lines()).isEqualTo(1);
        Files.writeString(path, "c\nd\n", StandardOpenOption.APPEND);
        assertThat(file.lines()).isEqualTo(3);
    }

    @Test
    void aFileThatIsBegunAnewIsCountedAnew() throws IOException {
        Files.writeString(path, "a\nb\nc\n");
        assertThat(file.lines()).isEqualTo(3);
        Files.writeString(path, "d\n");
        assertThat(file.lines()).isEqualTo(1);
    }
}
