package io.github.ncl4j.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {

    @TempDir
    Path folder;

    @Test
    void writesAllOfTheContent() throws IOException {
        Path file = folder.resolve("file");

        OutputFile.write(file, new byte[] {1, 2, 3});

        assertThat(file).hasBinaryContent(new byte[] {1, 2, 3});
        assertThatThrownBy(() -> OutputFile.write(file, new byte[1], StandardOpenOption.CREATE_NEW))
                .isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "/dev/full is Linux's")
    void aFullDiskIsSaidOfTheFile() {
        assertThatThrownBy(() -> OutputFile.write(Path.of("/dev/full"), new byte[1]))
                .isInstanceOf(FileSystemException.class)
                .hasMessage("/dev/full: No space left on device");
    }
}
