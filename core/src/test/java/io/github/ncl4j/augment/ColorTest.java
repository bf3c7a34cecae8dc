package io.github.ncl4j.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.augment.pixels.GaussianBlur;
import io.github.ncl4j.augment.pixels.Grayscale;
import io.github.ncl4j.augment.pixels.Hue;
import io.github.ncl4j.image.Images;
import io.github.ncl4j.image.RgbImage;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Grey, hue and blur by hand. */
class ColorTest {

    @Test
    void greyWeighsGreenMost() {
        assertThat(Grayscale.level(255, 0, 0)).isEqualTo(76);
        assertThat(Grayscale.level(0, 255, 0)).isEqualTo(150);
        assertThat(Grayscale.level(0, 0, 255)).isEqualTo(29);
        for (int level = 0; level < 256; level++) {
            assertThat(Grayscale.level(level, level, level)).isEqualTo(level);
        }
    }

    @Test
    void hueTurnsRedToGreenToBlue() {
        RgbImage red = new RgbImage(1, 1, new byte[] {(byte) 200, 0, 0});
        // A third of the circle is 85 of 255 steps, two sixths exactly.
        assertThat(Images.samples(Hue.shift(red, 1 / 3.0))).containsExactly(0, 200, 0);
        assertThat(Images.samples(Hue.shift(red, -1 / 3.0)))
                .as("wraps around at 256, one step further than blue")
                .containsExactly(5, 0, 200);
    }

    @Test
    void hueLeavesGreyAlone() {
        RgbImage grey = Images.grey(3, 1, 0, 128, 255);
        assertThat(Hue.shift(grey, 0.37).pixels()).isEqualTo(grey.pixels());
    }

    @Test
    void hueKeepsTheBrightestSample() {
        RgbImage image = Images.noise(40, 30);
        int[] before = Images.samples(image);
        int[] after = Images.samples(Hue.shift(image, 0.2));
        for (int i = 0; i < before.length; i += 3) {
            assertThat(Math.max(after[i], Math.max(after[i + 1], after[i + 2])))
                    .isEqualTo(Math.max(before[i], Math.max(before[i + 1], before[i + 2])));
        }
    }

    @Test
    void blurOfRadiusOneSpreadsADotEvenly() {
        int[] dot = new int[49];
        dot[24] = 255;
        int[] blurred = Images.samples(GaussianBlur.of(Images.grey(7, 7, dot), 1));
        int centre = blurred[24 * 3];
        int beside = blurred[23 * 3];
        assertThat(centre).as("255 / (2 pi) = 40.6").isBetween(38, 42);
        assertThat(beside).as("255 / (2 pi) * exp(-1 / 2) = 24.6").isBetween(23, 26);
        for (int i = 0; i < 49; i++) {
            assertThat(blurred[i * 3]).as("symmetrical").isEqualTo(blurred[(48 - i) * 3]);
            assertThat((double) blurred[i * 3])
                    .as("columns are rounded after rows")
                    .isCloseTo(blurred[(i % 7 * 7 + i / 7) * 3], within(1.0));
        }
    }

    @Test
    void blurKeepsAConstantImageAndOneWithoutRadius() {
        int[] levels = new int[15];
        Arrays.fill(levels, 255);
        RgbImage constant = Images.grey(5, 3, levels);
        for (double radius : new double[] {0, 0.1, 0.9, 2, 7.3, 50}) {
            assertThat(GaussianBlur.of(constant, radius).pixels()).isEqualTo(constant.pixels());
        }
        RgbImage noise = Images.noise(9, 4);
        assertThat(GaussianBlur.of(noise, 0).pixels()).isEqualTo(noise.pixels());
    }
}
