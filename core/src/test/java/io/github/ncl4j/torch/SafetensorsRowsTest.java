package io.github.ncl4j.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A matrix whose number of rows is not known before its last. */
@ExtendWith(EngineScope.class)
class SafetensorsRowsTest {

    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("rows.safetensors");
    }

    /** Of 3 columns many rows fit into the buffer but not all; of 20,000 columns not one does. */
    @ParameterizedTest
    @CsvSource({"0, 3", "1, 3", "12345, 3", "7, 20000"})
    void whatIsAddedComesBack(int rows, int columns) throws IOException {
        try (SafetensorsRows written = new SafetensorsRows(file(), "a", columns, Map.of("of", "tests"))) {
            for (int row = 0; row < rows; row++) {
                written.add(row(row, columns));
            }
            assertThat(file()).doesNotExist();
            written.finish();
        }

        // Opening compares the checksum.
        try (SafetensorsFile read = SafetensorsFile.open(file())) {
            assertThat(read.tensors())
                    .isEqualTo(Map.of(
                            "a",
                            new TensorInfo(
                                    ElementType.F32, List.of((long) rows, (long) columns), 0, 4L * rows * columns)));
            assertThat(read.metadata()).containsOnlyKeys("of", "crc32c").containsEntry("of", "tests");
            ByteBuffer bytes = read.bytes("a");
            for (int row = 0; row < rows; row++) {
                for (float value : row(row, columns)) {
                    assertThat(bytes.getFloat()).isEqualTo(value);
                }
            }
        }
        assertThat(folder).isDirectoryContaining(file()::equals);
        assertThat(folder.toFile().list()).hasSize(1);
    }

    private static float[] row(int row, int columns) {
        float[] values = new float[columns];
        for (int c = 0; c < columns; c++) {
            values[c] = row - c / 8f;
        }
        return values;
    }

    @Test
    void theHeaderEndsInSpacesAtAMultipleOfEight() throws IOException {
        try (SafetensorsRows written = new SafetensorsRows(file(), "a", 2, Map.of())) {
            written.add(new float[] {1, 2});
            written.finish();
        }

        byte[] bytes = Files.readAllBytes(file());
        int header = bytes.length - 8 - 8;
        assertThat(header % 8).isZero();
        assertThat(new String(bytes, 8, header, StandardCharsets.UTF_8))
                .matches("\\{\"__metadata__\":\\{\"crc32c\":\"[0-9a-f]{8}\"},"
                        + "\"a\":\\{\"dtype\":\"F32\",\"shape\":\\[1,2],\"data_offsets\":\\[0,8]}} +");
    }

    @Test
    void whatIsNotFinishedLeavesTheOldFileAlone() throws IOException {
        Files.writeString(file(), "old");
        try (SafetensorsRows written = new SafetensorsRows(file(), "a", 2, Map.of())) {
            written.add(new float[] {1, 2});
            assertThatThrownBy(() -> written.add(new float[3]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a row of 3 numbers in a matrix of 2 columns");
        }

        assertThat(file()).hasContent("old");
        assertThat(folder.toFile().list()).hasSize(1);
    }

    @Test
    void aFolderThatIsNotThere() {
        Path nowhere = folder.resolve("none/rows.safetensors");
        assertThatThrownBy(() -> new SafetensorsRows(nowhere, "a", 2, Map.of()))
                .isInstanceOf(SafetensorsException.class)
                .hasMessageStartingWith(nowhere + ": cannot be written: ");
    }
}
