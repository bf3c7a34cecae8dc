package io.github.ncl4j.augment.pixels;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.image.Images;
import io.github.ncl4j.image.RgbImage;
import org.junit.jupiter.api.Test;

class EnhanceTest {

    private static final RgbImage NOISE = Images.noise(40, 30);

    @Test
    void brightnessMultipliesAndCuts() {
        RgbImage image = Images.grey(3, 1, 0, 101, 200);
        assertThat(Images.reds(Enhance.brightness(image, 0.5)))
                .as("50.5 is cut")
                .isEqualTo("0 50 100");
        assertThat(Images.reds(Enhance.brightness(image, 1.9))).isEqualTo("0 191 255");
        assertThat(Images.reds(Enhance.brightness(image, 0))).isEqualTo("0 0 0");
    }

    @Test
    void contrastPullsTowardsTheMeanGrey() {
        RgbImage image = Images.grey(2, 1, 100, 200);
        assertThat(Images.reds(Enhance.contrast(image, 0.5))).isEqualTo("125 175");
        assertThat(Images.reds(Enhance.contrast(image, 2))).isEqualTo("50 250");
        assertThat(Images.reds(Enhance.contrast(image, 0))).isEqualTo("150 150");
        assertThat(Images.reds(Enhance.contrast(Images.grey(2, 1, 100, 101), 0)))
                .as("a mean of 100.5 is rounded up")
                .isEqualTo("101 101");
    }

    @Test
    void colorPullsTowardsEachPixelsGrey() {
        RgbImage red = new RgbImage(1, 1, new byte[] {(byte) 255, 0, 0});
        // The grey of red is 0.299 * 255 = 76.2.
        assertThat(Images.samples(Enhance.color(red, 0))).containsExactly(76, 76, 76);
        assertThat(Images.samples(Enhance.color(red, 0.5))).containsExactly(165, 38, 38);
        assertThat(Images.samples(Enhance.color(red, 1.9))).containsExactly(255, 0, 0);
    }

    @Test
    void sharpnessBlendsWithTheSmoothedImageAndKeepsTheEdge() {
        RgbImage dot = Images.grey(3, 3, 9, 0, 0, 0, 130, 0, 0, 0, 9);
        // Smoothed, the centre is (5 * 130 + 2 * 9) / 13 = 51.4; sharpened, 51 + 2 * (130 - 51).
        assertThat(Images.reds(Enhance.sharpness(dot, 0))).isEqualTo("9 0 0 0 51 0 0 0 9");
        assertThat(Images.reds(Enhance.sharpness(dot, 2))).isEqualTo("9 0 0 0 209 0 0 0 9");
    }

    @Test
    void sharpnessLeavesAnImageWithoutInsideAlone() {
        for (RgbImage thin : new RgbImage[] {Images.noise(1, 1), Images.noise(2, 5), Images.noise(5, 2)}) {
            assertThat(Enhance.sharpness(thin, 0).pixels()).isEqualTo(thin.pixels());
        }
    }

    @Test
    void factorOneChangesNothing() {
        assertThat(Enhance.brightness(NOISE, 1)).isSameAs(NOISE);
        assertThat(Enhance.contrast(NOISE, 1)).isSameAs(NOISE);
        assertThat(Enhance.color(NOISE, 1)).isSameAs(NOISE);
        assertThat(Enhance.sharpness(NOISE, 1)).isSameAs(NOISE);
    }

    @Test
    void colorZeroIsGrayscale() {
        assertThat(Enhance.color(NOISE, 0).pixels())
                .isEqualTo(Grayscale.of(NOISE).pixels());
    }
}
