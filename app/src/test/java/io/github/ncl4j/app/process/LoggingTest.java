package io.github.ncl4j.app.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.image.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LoggingTest {

    private static final Logger LOG = LoggerFactory.getLogger(LoggingTest.class);

    @TempDir
    Path folder;

    @Test
    void aCopyOfTheLogIsAppendedUntilItIsClosed() throws IOException {
        Path file = folder.resolve("run/train.log");

        try (Logging.Copy copy = Logging.toFile(file)) {
            LOG.info("one");
        }
        LOG.info("two");
        try (Logging.Copy copy = Logging.toFile(file)) {
            LOG.info("three");
        }

        assertThat(Files.readAllLines(file))
                .satisfiesExactly(
                        line -> assertThat(line).endsWith("INFO  one"),
                        line -> assertThat(line).endsWith("INFO  three"));
    }

    @Test
    void aFileThatCannotBeWrittenIsNamed() throws IOException {
        Path file = Files.createDirectory(folder.resolve("a-folder"));

        assertThatThrownBy(() -> Logging.toFile(file))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("a-folder");
    }
}
