package io.github.ncl4j.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Where Java's exceptions have no message, ours say what happened. */
@ExtendWith(EngineScope.class)
class ClosedFilesTest {

    @TempDir
    private Path folder;

    @Test
    void aClosedFileAndAnInterruptedThreadAreNamed() {
        Path path = folder.resolve("weights.safetensors");
        SafetensorsWriter.write(path, Map.of(), Map.of("a", HostArrays.tensor(new float[] {1})));
        SafetensorsFile file = SafetensorsFile.open(path);
        file.close();

        assertThatThrownBy(() -> file.bytes("a"))
                .isInstanceOf(SafetensorsException.class)
                .hasMessage(path + ": tensor 'a' cannot be read: the file is closed");
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> SafetensorsFile.open(path))
                    .isInstanceOf(SafetensorsException.class)
                    .hasMessage(path + ": cannot be read: the thread was interrupted");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
