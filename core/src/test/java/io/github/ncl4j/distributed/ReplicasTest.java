package io.github.ncl4j.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.torch.EngineScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Checksums of weights; {@link OneBitOff} compares them between processes. */
@ExtendWith(EngineScope.class)
class ReplicasTest {

    @Test
    void checksumsSeeEveryByte() {
        Tensor tensor = torch.arange(new Scalar(600_000L)).to(torch.ScalarType.Float);
        long before = Replicas.checksum(tensor);
        assertThat(Replicas.checksum(tensor.clone())).isEqualTo(before);

        tensor.narrow(0, 599_999, 1).neg_();

        assertThat(Replicas.checksum(tensor)).isNotEqualTo(before);
    }
}
