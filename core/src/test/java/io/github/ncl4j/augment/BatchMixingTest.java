package io.github.ncl4j.augment;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.config.AugmentConfig;
import io.github.ncl4j.data.Batch;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.BytePointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BatchMixingTest {

    private static final int COUNT = 4;
    private static final int IMAGE_BYTES = 6 * 5 * 3;

    static AugmentConfig.Mix[] alwaysMixed() {
        return new AugmentConfig.Mix[] {new AugmentConfig.Mixup(1, 1), new AugmentConfig.Cutmix(1, 1)};
    }

    /** Two views of four images of 6 x 5 pixels; every sample of image i is 60 i, in both views. */
    private static Batch batch() {
        byte[] pixels = new byte[2 * COUNT * IMAGE_BYTES];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i / IMAGE_BYTES % COUNT * 60);
        }
        int[] indices = IntStream.range(0, COUNT).toArray();
        return new Batch(new BytePointer(pixels), 2, COUNT, 5, 6, new long[COUNT], indices);
    }

    @ParameterizedTest
    @MethodSource("alwaysMixed")
    void theViewsOfAnImageStayViewsOfOneMixture(AugmentConfig.Mix config) {
        for (int step = 0; step < 20; step++) {
            Batch batch = batch();
            byte[] before = batch.copyPixels();

            BatchMix mix = new BatchMixing(config, 1).mix(batch, 1, step);

            assertThat(batch.copyPixels()).isEqualTo(before);
            assertThat(mix).isNotNull();
            assertThat(mix.partners()).containsExactlyInAnyOrder(0, 1, 2, 3);
            int half = mix.pixels().length / 2;
            assertThat(mix.pixels()).hasSameSizeAs(before);
            assertThat(Arrays.copyOf(mix.pixels(), half)).isEqualTo(Arrays.copyOfRange(mix.pixels(), half, 2 * half));
        }
    }

    @ParameterizedTest
    @MethodSource("alwaysMixed")
    void whatIsDrawnDependsOnSeedEpochAndStepAlone(AugmentConfig.Mix config) {
        double[] lambdas = lambdas(config, 1, 2, 3);

        assertThat(lambdas(config, 1, 2, 3)).isEqualTo(lambdas);
        assertThat(lambdas(config, 9, 2, 3)).isNotEqualTo(lambdas);
        assertThat(lambdas(config, 1, 3, 3)).isNotEqualTo(lambdas);
        assertThat(lambdas(config, 1, 2, 4)).isNotEqualTo(lambdas);
    }

    /** Of ten steps: the areas of CutMix are few on so small an image. */
    private static double[] lambdas(AugmentConfig.Mix config, long seed, int epoch, int firstStep) {
        return IntStream.range(firstStep, firstStep + 10)
                .mapToObj(step -> new BatchMixing(config, seed).mix(batch(), epoch, step))
                .mapToDouble(mix -> mix == null ? Double.NaN : mix.lambda())
                .toArray();
    }

    @Test
    void aBatchIsMixedWithTheProbability() {
        BatchMixing mixing = new BatchMixing(new AugmentConfig.Mixup(1, 0.25), 1);
        int mixed = 0;
        for (int step = 0; step < 2000; step++) {
            mixed += mixing.mix(batch(), 1, step) == null ? 0 : 1;
        }
        // Five deviations of the binomial distribution, each about 19.
        assertThat(mixed).isBetween(500 - 97, 500 + 97);
        assertThat(new BatchMixing(new AugmentConfig.Mixup(1, 0), 1).mix(batch(), 1, 0))
                .isNull();
    }
}
