package io.github.ncl4j.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.data.RandomStream;
import org.junit.jupiter.api.Test;

class BatchMixTest {

    /** Four images of 6 x 5 pixels; every sample of image i is 60 i. */
    private static final int COUNT = 4;

    private static byte[] batch() {
        byte[] pixels = new byte[COUNT * 90];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i / 90 * 60);
        }
        return pixels;
    }

    @Test
    void mixupBlendsEachImageWithItsPartner() {
        byte[] before = batch();
        for (int seed = 0; seed < 100; seed++) {
            byte[] pixels = batch();
            BatchMix mix = BatchMix.mixup(pixels, COUNT, 1, RandomStream.of(seed));
            assertThat(pixels).isEqualTo(before);
            assertThat(mix.partners()).containsExactlyInAnyOrder(0, 1, 2, 3);
            for (int image = 0; image < COUNT; image++) {
                double expected = 60 * (mix.lambda() * image + (1 - mix.lambda()) * mix.partners()[image]);
                assertThat((double) (mix.pixels()[image * 90 + 7] & 0xff)).isCloseTo(expected, within(0.5));
            }
        }
    }

    @Test
    void cutMixPastesTheAreaThatLambdaSays() {
        byte[] before = batch();
        for (int seed = 0; seed < 300; seed++) {
            byte[] pixels = batch();
            BatchMix mix = BatchMix.cutMix(pixels, COUNT, 5, 6, 1, RandomStream.of(seed));
            assertThat(pixels).isEqualTo(before);
            for (int image = 0; image < COUNT; image++) {
                int own = 0;
                for (int i = 0; i < 90; i++) {
                    int sample = mix.pixels()[image * 90 + i] & 0xff;
                    assertThat(sample).isIn(60 * image, 60 * mix.partners()[image]);
                    own += sample == 60 * image ? 1 : 0;
                }
                if (mix.partners()[image] != image) {
                    assertThat(own / 90.0).isCloseTo(mix.lambda(), within(1e-12));
                }
            }
        }
    }

    @Test
    void lambdaIsBetaDistributed() {
        double[] sums = new double[2];
        Draws.repeat(1, random -> {
            double lambda = BatchMix.mixup(new byte[3], 1, 0.4, random).lambda();
            sums[0] += lambda;
            sums[1] += (lambda - 0.5) * (lambda - 0.5);
        });
        double variance = 1 / (4 * 1.8);
        assertThat(sums[0] / Draws.COUNT).isCloseTo(0.5, within(5 * Math.sqrt(variance / Draws.COUNT)));
        assertThat(sums[1] / Draws.COUNT).isCloseTo(variance, within(0.03 * variance));
    }
}
