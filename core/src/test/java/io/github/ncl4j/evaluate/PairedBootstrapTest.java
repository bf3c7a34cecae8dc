package io.github.ncl4j.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PairedBootstrapTest {

    /** Results on 1,000 images, of which so many are right, from {@code begin} on. */
    private static double[] right(int begin, int count) {
        double[] results = new double[1000];
        Arrays.fill(results, begin, begin + count, 1);
        return results;
    }

    @Test
    void theSameResultsDifferByNothingHoweverTheyAreDrawn() {
        assertThat(PairedBootstrap.of(right(0, 500), right(0, 500), 1)).isEqualTo(new PairedBootstrap(0, 0, 0));
    }

    @Test
    void pairsAreDrawnTogether() {
        // 50 images more are right, and none fewer: the difference has the deviation sqrt(0.05 * 0.95 / 1000) = 0.0069,
        // while
        // independent draws would have sqrt(2 * 0.25 / 1000) = 0.022 and call it noise.
        PairedBootstrap better = PairedBootstrap.of(right(0, 500), right(0, 550), 1);

        assertThat(better.difference()).isCloseTo(.05, within(1e-12));
        assertThat(better.low()).isCloseTo(.05 - 1.96 * .0069, within(.002));
        assertThat(better.high()).isCloseTo(.05 + 1.96 * .0069, within(.002));
        assertThat(better.isNoise()).isFalse();
    }

    @Test
    void aFewImagesMoreAmongManyThatChangeAreNoise() {
        // 100 images are lost and 105 won.
        PairedBootstrap interval = PairedBootstrap.of(right(0, 500), right(100, 505), 1);

        assertThat(interval.difference()).isCloseTo(.005, within(1e-12));
        assertThat(interval.isNoise()).isTrue();
    }

    @Test
    void otherImagesCannotBePaired() {
        assertThatThrownBy(() -> PairedBootstrap.of(new double[3], new double[4], 1))
                .hasMessage("a paired comparison needs the same images for both, not 3 and 4");
    }
}
