package io.github.ncl4j.augment.pixels;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.data.RandomStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BlendTest {

    private static final int LEVELS = 256;

    @Test
    void blendsEveryPairOfSamplesAsPillowDoes() {
        RandomStream random = RandomStream.of(1);
        int inFixedPoint = 0;
        for (int i = 0; i < 300; i++) {
            Blend blend = Blend.of(random.uniform(0, 2));
            inFixedPoint += blend.fixed() == 0 ? 0 : 1;
            assertEveryPair(blend);
        }
        assertThat(inFixedPoint).as("most factors need no floats").isGreaterThan(270);
    }

    @Test
    void factorsThatMakeWholeNumbersStayExact() {
        for (double factor : new double[] {0, 0.1, 0.25, 0.5, 0.7, 1, 1.3, 1.5, 1.9, 2, 2.0001, 2.5, 10, 1000}) {
            assertEveryPair(Blend.of(factor));
        }
    }

    private static void assertEveryPair(Blend blend) {
        int[] degenerate = new int[LEVELS * LEVELS];
        int[] samples = new int[LEVELS * LEVELS];
        int[] expected = new int[LEVELS * LEVELS];
        for (int i = 0; i < samples.length; i++) {
            degenerate[i] = i / LEVELS;
            samples[i] = i % LEVELS;
            expected[i] = pillow(degenerate[i], samples[i], blend.alpha());
        }
        blend.apply(degenerate, samples);
        assertThat(samples).as("factor %s", blend.alpha()).isEqualTo(expected);
        assertOneLevel(blend, 0);
        assertOneLevel(blend, 117);
        assertOneLevel(blend, 255);
    }

    private static void assertOneLevel(Blend blend, int level) {
        int[] samples = IntStream.range(0, LEVELS).toArray();
        blend.apply(level, samples);
        assertThat(samples)
                .as("factor %s, level %s", blend.alpha(), level)
                .isEqualTo(IntStream.range(0, LEVELS)
                        .map(sample -> pillow(level, sample, blend.alpha()))
                        .toArray());
    }

    /** {@code Blend.c}: in single precision, clipped, truncated. */
    private static int pillow(int degenerate, int sample, float alpha) {
        float blended = degenerate + alpha * (sample - degenerate);
        return blended <= 0 ? 0 : blended >= 255 ? 255 : (int) blended;
    }
}
