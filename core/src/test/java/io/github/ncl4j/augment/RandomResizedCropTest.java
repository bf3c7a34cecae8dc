package io.github.ncl4j.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.data.RandomStream;
import io.github.ncl4j.image.Images;
import io.github.ncl4j.image.Interpolation;
import io.github.ncl4j.image.RgbImage;
import io.github.ncl4j.image.Window;
import org.junit.jupiter.api.Test;

class RandomResizedCropTest {

    @Test
    void areasAndShapesAreUniformInTheirRanges() {
        RandomResizedCrop crop = crop(0.08, 0.5);
        double[] sums = new double[3];
        Draws.repeat(1, random -> {
            Window window = crop.window(1000, 1000, random);
            double area = window.width() * window.height() / 1e6;
            double ratio = (double) window.width() / window.height();
            assertThat(area).isBetween(0.079, 0.502);
            assertThat(ratio).isBetween(0.745, 1.342);
            sums[0] += area;
            sums[1] += Math.log(ratio);
            sums[2] += window.left() + window.width() / 2.0;
        });
        // A uniform variable on a range of length r has the deviation r / sqrt(12).
        double root = Math.sqrt(12.0 * Draws.COUNT);
        assertThat(sums[0] / Draws.COUNT).isCloseTo(0.29, within(5 * 0.42 / root));
        assertThat(sums[1] / Draws.COUNT).isCloseTo(0, within(5 * 2 * Math.log(4 / 3.0) / root));
        assertThat(sums[2] / Draws.COUNT).isCloseTo(500, within(5 * 1000 / root));
    }

    @Test
    void staysInsideAnyImage() {
        for (int[] size : new int[][] {{1, 1}, {1, 50}, {50, 1}, {3, 7}, {500, 375}}) {
            for (int i = 0; i < 300; i++) {
                Window window = crop(0.08, 1).window(size[0], size[1], RandomStream.of(2, i));
                assertThat(window.width()).isPositive();
                assertThat(window.height()).isPositive();
                assertThat(window.left()).isBetween(0, size[0] - window.width());
                assertThat(window.top()).isBetween(0, size[1] - window.height());
            }
        }
    }

    @Test
    void takesTheMiddleWhereNothingFits() {
        RandomStream random = RandomStream.of(3);
        // All of a long image is never an allowed shape: 10 * 4 / 3 = 13.3 columns, or rows, remain in the middle.
        assertThat(crop(1, 1).window(100, 10, random)).isEqualTo(new Window(43, 0, 13, 10));
        assertThat(crop(1, 1).window(10, 100, random)).isEqualTo(new Window(0, 43, 10, 13));
    }

    @Test
    void wholeImageOfTheRightSizeStays() {
        RgbImage noise = Images.noise(8, 8);
        RandomResizedCrop whole = new RandomResizedCrop(8, 1, 1, 1, 1, Interpolation.BICUBIC);
        assertThat(whole.apply(noise, RandomStream.of(4))).isSameAs(noise);
    }

    private static RandomResizedCrop crop(double minScale, double maxScale) {
        return new RandomResizedCrop(32, minScale, maxScale, 3 / 4.0, 4 / 3.0, Interpolation.BILINEAR);
    }
}
