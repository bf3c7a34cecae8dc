package io.github.ncl4j.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.torch.ElementType;
import io.github.ncl4j.torch.EngineScope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(EngineScope.class)
class TorchFileWriterTest {

    @TempDir
    Path folder;

    @Test
    void everyTypeComesBack() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (ElementType type : ElementType.values()) {
            tensors.put(
                    "of " + type + " \u00e9",
                    torch.arange(new Scalar(6)).view(2, 3).to(type.scalarType()));
        }
        tensors.put("scalar", Tensor.create(new float[] {5}, new long[0]));
        tensors.put("empty", torch.zeros(0, 4));
        tensors.put("transposed", torch.arange(new Scalar(6)).view(2, 3).t());
        tensors.put("channels-last", torch.rand(2, 3, 4, 5).contiguous(torch.MemoryFormat.ChannelsLast));
        Path path = folder.resolve("weights.pth");

        TorchFileWriter.write(path, tensors);

        try (TorchFile file = TorchFile.open(path)) {
            Map<String, Tensor> read = file.tensors();
            assertThat(read.keySet()).containsExactlyElementsOf(tensors.keySet());
            read.forEach((name, tensor) -> {
                Tensor written = tensors.get(name);
                assertThat(tensor.dim()).isEqualTo(written.dim());
                assertThat(ElementType.of(tensor.scalar_type())).isEqualTo(ElementType.of(written.scalar_type()));
                assertThat(tensor.equal(written)).as(name).isTrue();
            });
        }
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void theSameTensorsGiveTheSameBytesAndStoragesBeginAtMultiplesOf64() throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("a", Tensor.create(1.25f, 2.25f, 3.25f));
        tensors.put("b", Tensor.create(-7.5f));
        TorchFileWriter.write(folder.resolve("1.pth"), tensors);
        TorchFileWriter.write(folder.resolve("2.pth"), tensors);

        assertThat(folder.resolve("1.pth")).hasSameBinaryContentAs(folder.resolve("2.pth"));
        ByteBuffer file =
                ByteBuffer.wrap(Files.readAllBytes(folder.resolve("1.pth"))).order(ByteOrder.LITTLE_ENDIAN);
        for (String entry : new String[] {"archive/data/0", "archive/data/1"}) {
            int name = new String(file.array(), StandardCharsets.ISO_8859_1).indexOf(entry);
            int data = name + entry.length() + file.getShort(name - 2);
            assertThat(data % 64).isZero();
            assertThat(file.getFloat(data)).isEqualTo(entry.endsWith("0") ? 1.25f : -7.5f);
        }
    }

    @Test
    void aFolderThatIsNotThereIsNamed() {
        Path path = folder.resolve("no/weights.pth");
        assertThatThrownBy(() -> TorchFileWriter.write(path, Map.of("a", torch.ones(1))))
                .isInstanceOf(TorchFileException.class)
                .hasMessageContaining("cannot be written");
    }
}
