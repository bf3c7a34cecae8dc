package io.github.ncl4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.testkit.Pixels;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ResizeTest {

    @Test
    void growsByLinearInterpolationBetweenPixelCentres() {
        // Output centres lie at 0.25, 0.75, 1.25, 1.75 of the input, whose own are at 0.5 and 1.5.
        RgbImage grown = Resize.scale(new RgbImage(2, 1, Pixels.red(0, 100)), 4, 1, Interpolation.BILINEAR);
        assertThat(Pixels.reds(grown.pixels())).isEqualTo("0 25 75 100");
    }

    @Test
    void shrinksByAveragingWithATriangleAsWideAsTheScale() {
        // Both pixels are a quarter of the support away from the centre, so each weighs one half; 127.5 rounds up.
        assertThat(Pixels.reds(Resize.scale(new RgbImage(1, 2, Pixels.red(0, 255)), 1, 1, Interpolation.BILINEAR)
                        .pixels()))
                .isEqualTo("128");
    }

    @Test
    void leavesAConstantImageConstant() {
        int[] grey = new int[35];
        Arrays.fill(grey, 255);
        for (int size : new int[] {1, 2, 3, 5, 6, 13}) {
            RgbImage scaled =
                    Resize.scale(new RgbImage(5, 7, Pixels.red(grey)), size, 2 * size, Interpolation.BILINEAR);
            assertThat(scaled.pixels())
                    .isEqualTo(new RgbImage(size, 2 * size, Pixels.red(constant(2 * size * size))).pixels());
        }
    }

    @Test
    void keepsWhiteWhiteThoughTheWeightsOfALongStripAreRoundedUp() {
        RgbImage strip = new RgbImage(40_000, 1, Pixels.grey(constant(40_000)));
        assertThat(Pixels.samples(
                        Resize.scale(strip, 1, 1, Interpolation.BILINEAR).pixels()))
                .containsExactly(255, 255, 255);
    }

    private static int[] constant(int length) {
        int[] values = new int[length];
        Arrays.fill(values, 255);
        return values;
    }

    @Test
    void bringsTheShorterSideToSizeAndCutsTheLongerToWholePixels() {
        RgbImage tall = new Resize(2, Interpolation.BILINEAR).apply(new RgbImage(3, 5, new byte[45]));
        assertThat(tall.width()).isEqualTo(2);
        assertThat(tall.height()).as("2 * 5 / 3 = 3.33").isEqualTo(3);
        RgbImage wide = new Resize(4, Interpolation.BILINEAR).apply(new RgbImage(5, 3, new byte[45]));
        assertThat(wide.width()).as("4 * 5 / 3 = 6.67").isEqualTo(6);
        assertThat(wide.height()).isEqualTo(4);
    }

    @Test
    void returnsAnImageOfTheRightSizeAsItIs() {
        RgbImage image = new RgbImage(3, 5, new byte[45]);
        assertThat(new Resize(3, Interpolation.BILINEAR).apply(image)).isSameAs(image);
    }

    @Test
    void refusesToBlowUpAStrip() {
        RgbImage strip = new RgbImage(100_000, 1, new byte[300_000]);
        assertThatThrownBy(() -> new Resize(256, Interpolation.BILINEAR).apply(strip))
                .isInstanceOf(DataException.class)
                .hasMessage("an image of 100000 x 1 pixels, scaled to a shortest side of 256, would have 6553600000"
                        + " pixels, more than 100000000; leave it out");
    }
}
