package io.github.ncl4j.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Writing and reading back, and what is left when writing fails. */
@ExtendWith(EngineScope.class)
class SafetensorsTest {

    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("weights.safetensors");
    }

    @ParameterizedTest
    @EnumSource(ElementType.class)
    void everyElementTypeComesBack(ElementType type) {
        Tensor tensor =
                HostArrays.tensor(new float[] {0, 1, 2, 3, 100, 1}).view(2, 3).to(type.scalarType());
        SafetensorsWriter.write(file(), Map.of(), Map.of("a", tensor));

        try (SafetensorsFile read = SafetensorsFile.open(file())) {
            assertThat(read.tensors())
                    .isEqualTo(Map.of("a", new TensorInfo(type, List.of(2L, 3L), 0, 6L * type.bytes())));
            Tensor back = read.tensor("a");
            assertThat(ElementType.of(back.scalar_type())).isEqualTo(type);
            assertThat(HostArrays.doubles(back)).isEqualTo(HostArrays.doubles(tensor));
            assertThat(read.bytes("a").remaining()).isEqualTo(6 * type.bytes());
        }
    }

    @Test
    void theLayoutIsTheFormats() throws IOException {
        SafetensorsWriter.write(file(), Map.of("format", "pt"), Map.of("a", HostArrays.tensor(new float[] {1, -2})));

        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file())).order(ByteOrder.LITTLE_ENDIAN);
        int headerBytes = (int) bytes.getLong();
        assertThat(headerBytes % 8).isZero();
        String header = new String(bytes.array(), 8, headerBytes, StandardCharsets.UTF_8);
        assertThat(header.stripTrailing())
                .isEqualTo("{\"__metadata__\":{\"crc32c\":\"2b12af78\",\"format\":\"pt\"},"
                        + "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}");
        assertThat(bytes.getFloat(8 + headerBytes)).isEqualTo(1);
        assertThat(bytes.getFloat(12 + headerBytes)).isEqualTo(-2);
        assertThat(bytes.capacity()).isEqualTo(16 + headerBytes);
    }

    @Test
    void scalarsEmptyTensorsMetadataAndOrderComeBack() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("z", torch.zeros(0, 3));
        tensors.put("umlaut ä \" \\ \n", torch.ones(1).squeeze());
        tensors.put("a", torch.zeros(0));
        Map<String, String> metadata = Map.of("config", "name: \"x\"\nschlüssel: 1\n", "format_version", "1");
        SafetensorsWriter.write(file(), metadata, tensors);

        try (SafetensorsFile read = SafetensorsFile.open(file())) {
            assertThat(read.metadata())
                    .containsAllEntriesOf(metadata)
                    .hasSize(3)
                    .containsKey("crc32c");
            assertThat(read.tensors().keySet()).containsExactlyElementsOf(tensors.keySet());
            assertThat(read.tensors().get("z").shape()).containsExactly(0L, 3L);
            assertThat(read.tensor("umlaut ä \" \\ \n").dim()).isZero();
            assertThat(read.tensor("umlaut ä \" \\ \n").item_double()).isEqualTo(1);
            assertThat(read.tensor("z").numel()).isZero();
        }
    }

    /** Resources in a jar are no files, and get the same checks. */
    @Test
    void aFileInMemoryIsReadAsOneOnTheDisk() throws IOException {
        SafetensorsWriter.write(file(), Map.of("a", "b"), Map.of("x", torch.ones(3), "y", torch.zeros(0)));
        byte[] content = Files.readAllBytes(file());

        try (SafetensorsFile read = SafetensorsFile.of(Path.of("inside"), content)) {
            assertThat(read.metadata()).containsEntry("a", "b");
            assertThat(HostArrays.floats(read.tensor("x"))).containsExactly(1, 1, 1);
            assertThat(read.tensor("y").numel()).isZero();
        }
        assertThatThrownBy(() -> SafetensorsFile.of(Path.of("inside"), Arrays.copyOf(content, content.length - 1)))
                .isInstanceOf(SafetensorsException.class)
                .hasMessageStartingWith("inside: ");
        content[content.length - 1]++;
        assertThatThrownBy(() -> SafetensorsFile.of(Path.of("inside"), content))
                .isInstanceOf(SafetensorsException.class)
                .hasMessageContaining("checksum");
    }

    @Test
    void channelsLastTensorsAreWrittenRowMajor() {
        float[] values = new float[2 * 3 * 2 * 2];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        Tensor tensor = HostArrays.tensor(values).view(2, 3, 2, 2).contiguous(torch.MemoryFormat.ChannelsLast);
        SafetensorsWriter.write(file(), Map.of(), Map.of("a", tensor));

        try (SafetensorsFile read = SafetensorsFile.open(file())) {
            float[] back = new float[values.length];
            read.bytes("a").asFloatBuffer().get(back);
            assertThat(back).isEqualTo(values);
        }
    }

    @Test
    void tensorsLargerThanAChunkComeBack() {
        float[] values = new float[(1 << 22) + 1_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        SafetensorsWriter.write(file(), Map.of(), Map.of("a", HostArrays.tensor(values)));

        try (SafetensorsFile read = SafetensorsFile.open(file())) {
            assertThat(Arrays.equals(HostArrays.floats(read.tensor("a")), values))
                    .isTrue();
        }
    }

    @Test
    void aNewFileReplacesTheOld() {
        SafetensorsWriter.write(file(), Map.of(), Map.of("a", torch.zeros(100)));
        SafetensorsWriter.write(file(), Map.of(), Map.of("b", torch.ones(1)));

        try (SafetensorsFile read = SafetensorsFile.open(file())) {
            assertThat(read.tensors()).containsOnlyKeys("b");
        }
        assertThat(folder.toFile().list()).containsExactly("weights.safetensors");
    }

    @Test
    void metadataThatIsCopiedFromAnotherFileBringsNoChecksumAlong() {
        SafetensorsWriter.write(file(), Map.of("format", "pt"), Map.of("a", torch.zeros(100)));
        Map<String, String> metadata;
        try (SafetensorsFile read = SafetensorsFile.open(file())) {
            metadata = read.metadata();
        }
        SafetensorsWriter.write(file(), metadata, Map.of("a", torch.ones(100)));

        try (SafetensorsFile read = SafetensorsFile.open(file())) {
            assertThat(read.metadata()).containsEntry("format", "pt").hasSize(2);
            assertThat(read.metadata().get("crc32c")).isNotEqualTo(metadata.get("crc32c"));
        }
    }

    @Test
    void theOldFileCanBeKeptWhenTheNewOneIsComplete() throws IOException {
        SafetensorsWriter.write(file(), Map.of("version", "old"), Map.of());
        byte[] old = Files.readAllBytes(file());
        Path kept = folder.resolve("kept.safetensors");

        SafetensorsWriter.write(file(), Map.of("version", "new"), Map.of(), () -> {
            assertThat(file()).hasBinaryContent(old);
            try (SafetensorsFile complete = SafetensorsFile.open(folder.resolve("weights.safetensors.part"))) {
                assertThat(complete.metadata()).containsEntry("version", "new");
            }
            assertThat(file().toFile().renameTo(kept.toFile())).isTrue();
        });

        assertThat(kept).hasBinaryContent(old);
        try (SafetensorsFile read = SafetensorsFile.open(file())) {
            assertThat(read.metadata()).containsEntry("version", "new");
        }
    }

    @Test
    void whenTheOldFileCannotBeKeptItStays() throws IOException {
        SafetensorsWriter.write(file(), Map.of("version", "old"), Map.of());
        byte[] old = Files.readAllBytes(file());

        assertThatThrownBy(() -> SafetensorsWriter.write(file(), Map.of("version", "new"), Map.of(), () -> {
                    throw new UncheckedIOException(new IOException("no second names here"));
                }))
                .isInstanceOf(UncheckedIOException.class);

        assertThat(file()).hasBinaryContent(old);
        assertThat(folder.toFile().list()).containsExactly("weights.safetensors");
    }

    @Test
    void aMissingFolderIsNamed() {
        Path path = folder.resolve("absent/weights.safetensors");

        assertThatThrownBy(() -> SafetensorsWriter.write(path, Map.of(), Map.of()))
                .isInstanceOf(SafetensorsException.class)
                .hasMessage(path + ": cannot be written: there is no folder " + path.getParent());
        assertThat(folder.toFile().list()).isEmpty();
    }

    @Test
    void aFullDiskLeavesTheOldFile() throws IOException {
        Path full = Path.of("/dev/full");
        Assumptions.assumeTrue(Files.exists(full), "skipped: no /dev/full here");
        SafetensorsWriter.write(file(), Map.of("version", "old"), Map.of());
        byte[] old = Files.readAllBytes(file());
        Files.createSymbolicLink(folder.resolve("weights.safetensors.part"), full);

        assertThatThrownBy(() -> SafetensorsWriter.write(file(), Map.of("version", "new"), Map.of("a", torch.zeros(9))))
                .isInstanceOf(SafetensorsException.class)
                .hasMessage(file() + ": cannot be written: No space left on device");

        assertThat(Files.readAllBytes(file())).isEqualTo(old);
        assertThat(folder.toFile().list()).containsExactly("weights.safetensors");
    }

    @Test
    void aTypeThatTheFormatLacksLeavesTheOldFile() throws IOException {
        SafetensorsWriter.write(file(), Map.of("version", "old"), Map.of());
        byte[] old = Files.readAllBytes(file());
        Tensor complex = torch.zeros(2).to(torch.ScalarType.ComplexFloat);

        assertThatThrownBy(() -> SafetensorsWriter.write(file(), Map.of(), Map.of("a", complex)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("safetensors files cannot hold tensors of type ComplexFloat");

        assertThat(Files.readAllBytes(file())).isEqualTo(old);
        assertThat(folder.toFile().list()).containsExactly("weights.safetensors");
    }

    @Test
    void theNameOfTheMetadataIsNoTensorName() {
        assertThatThrownBy(() -> SafetensorsWriter.write(file(), Map.of(), Map.of("__metadata__", torch.zeros(1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no tensor can be called __metadata__ in a safetensors file");
        assertThat(folder.toFile().list()).isEmpty();
    }

    @Test
    void aFolderInThePlaceOfTheFileIsNotReplaced() throws IOException {
        Files.createDirectories(file().resolve("inside"));

        assertThatThrownBy(() -> SafetensorsWriter.write(file(), Map.of(), Map.of()))
                .isInstanceOf(SafetensorsException.class)
                .hasMessageStartingWith(file() + ": cannot be written: ");
        assertThat(file().resolve("inside")).exists();
        assertThat(folder.toFile().list()).containsExactly("weights.safetensors");
    }
}
