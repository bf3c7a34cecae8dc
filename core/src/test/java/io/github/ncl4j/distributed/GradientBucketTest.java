package io.github.ncl4j.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.torch.Engine;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How gradients are put together. */
class GradientBucketTest {

    @BeforeAll
    static void start() {
        Engine.start();
    }

    /** Of parameters of 1, 2, 3, 1 and 1 MB the last three reach 4 MB together; the order is that of backward. */
    @Test
    void parametersFillBucketsOfFourMegabytesFromTheLastOn() {
        try (PointerScope scope = new PointerScope()) {
            List<Tensor> parameters = List.of(megabytes(1), megabytes(2), megabytes(3), megabytes(1), megabytes(1));

            assertThat(GradientAverage.bucketBytes(parameters)).containsExactly(5L << 20, 3L << 20);
        }
    }

    @Test
    void aBucketHoldsOneType() {
        try (PointerScope scope = new PointerScope()) {
            List<Tensor> parameters =
                    List.of(torch.zeros(3), torch.zeros(2), torch.zeros(1).to(torch.ScalarType.Double));

            assertThat(GradientAverage.bucketBytes(parameters)).containsExactly(8L, 20L);
        }
    }

    private static Tensor megabytes(int count) {
        return torch.zeros((long) count << 18);
    }

    /** Otherwise every gradient would be copied into another order, and be slower to use. */
    @Test
    void theOrderInMemoryIsThatOfTheParameter() {
        try (PointerScope scope = new PointerScope()) {
            Tensor image = torch.zeros(2, 3, 4, 4);
            assertThat(GradientBucket.isChannelsLast(image)).isFalse();
            assertThat(GradientBucket.isChannelsLast(image.contiguous(torch.MemoryFormat.ChannelsLast)))
                    .isTrue();
            assertThat(GradientBucket.isChannelsLast(torch.zeros(2, 3))).isFalse();
        }
    }
}
