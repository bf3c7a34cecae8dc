package io.github.ncl4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.github.ncl4j.config.AugmentConfig;
import io.github.ncl4j.data.Batch;
import io.github.ncl4j.torch.EngineScope;
import io.github.ncl4j.torch.HostArrays;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EngineScope.class)
class ImageInputTest {

    private static final AugmentConfig.Normalization HALF =
            new AugmentConfig.Normalization(List.of(0.5, 0.5, 0.5), List.of(0.5, 0.25, 1.0));

    /** Two views of two images of 1 x 1 pixel; the buffer is longer, as the loader's are. */
    @Test
    void normalizesTheRowsOfABatchAndLetsItsMemoryGo() {
        byte[] bytes = new byte[30];
        bytes[0] = (byte) 255;
        bytes[1] = (byte) 255;
        bytes[2] = (byte) 255;
        bytes[9] = (byte) 255;
        try (BytePointer memory = new BytePointer(bytes);
                ImageInput input = new ImageInput(HALF, new Device(torch.DeviceType.CPU))) {
            Batch batch = new Batch(memory, 2, 2, 1, 1, new long[] {7, 8}, new int[] {0, 1});
            Tensor images = input.images(batch);
            memory.fill(1);
            assertThat(images.sizes().vec().get()).containsExactly(4, 3, 1, 1);
            assertThat(HostArrays.doubles(images))
                    .containsExactly(new double[] {1, 2, 0.5, -1, -2, -0.5, -1, -2, -0.5, 1, -2, -0.5}, offset(1e-6));
            assertThat(HostArrays.doubles(input.targets(batch))).containsExactly(7, 8, 7, 8);
        }
    }
}
