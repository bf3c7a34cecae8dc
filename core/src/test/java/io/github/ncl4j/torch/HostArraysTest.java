package io.github.ncl4j.torch;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EngineScope.class)
class HostArraysTest {

    @Test
    void elementsComeRowMajorWhateverTheMemoryLayout() {
        Tensor matrix = HostArrays.tensor(new float[] {1, 2, 3, 4, 5, 6}).view(2, 3);

        assertThat(HostArrays.floats(matrix.t())).containsExactly(1, 4, 2, 5, 3, 6);
        assertThat(HostArrays.doubles(matrix.t())).containsExactly(1, 4, 2, 5, 3, 6);
    }

    @Test
    void otherTypesAreConvertedAndGradientsDoNotMatter() {
        assertThat(HostArrays.floats(HostArrays.tensor(new long[] {1, -2}))).containsExactly(1, -2);
        assertThat(HostArrays.doubles(torch.ones(2).set_requires_grad(true))).containsExactly(1, 1);
    }

    @Test
    void bytesAreUnsignedAndWhatIsBeyondTheShapeIsIgnored() {
        Tensor tensor = HostArrays.tensor(new byte[] {0, 127, -128, -1, 99}, 2, 2);

        assertThat(HostArrays.floats(tensor)).containsExactly(0, 127, 128, 255);
    }

    @Test
    void emptyTensorsAreEmptyArrays() {
        assertThat(HostArrays.floats(torch.zeros(0, 3))).isEmpty();
        assertThat(HostArrays.doubles(torch.zeros(0))).isEmpty();
        assertThat(HostArrays.tensor(new byte[0], 0, 3).numel()).isZero();
    }
}
