package io.github.ncl4j.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.augment.pixels.FillColor;
import io.github.ncl4j.data.RandomStream;
import io.github.ncl4j.image.Images;
import io.github.ncl4j.image.RgbImage;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Cutout and random erasing. */
class OcclusionTest {

    private static final FillColor BLACK = FillColor.BLACK;

    @Test
    void holeIsCutAtTheEdge() {
        RgbImage image = Images.grey(3, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        Cutout cutout = new Cutout(1, 2);
        assertThat(Images.reds(cutout.of(image, 0, 0)))
                .as("rows and columns -1 to 0")
                .isEqualTo("0 2 3 4 5 6 7 8 9");
        assertThat(Images.reds(cutout.of(image, 2, 1))).isEqualTo("1 0 0 4 0 0 7 8 9");
        assertThat(Images.reds(image)).isEqualTo("1 2 3 4 5 6 7 8 9");
    }

    @Test
    void centresAreUniform() {
        RgbImage white = white(8, 8);
        double[] black = new double[1];
        Draws.repeat(1, random -> black[0] += black(new Cutout(1, 4).apply(white, random)));
        // Along a side of 8 the centres 0 and 1 lose 2 and 1 of 4 pixels, 7 loses 1: 28 of 32; so (28 / 8)^2 on
        // average, with a
        // deviation of 3.7.
        assertThat(black[0] / Draws.COUNT).isCloseTo(12.25, within(5 * 3.7 / Math.sqrt(Draws.COUNT)));
    }

    @Test
    void erasedAreasAreUniformInTheirRange() {
        RgbImage white = white(60, 60);
        RandomErasing erasing = new RandomErasing(0.1, 0.3, 0.5, 2, BLACK);
        double[] sum = new double[1];
        int draws = 4000;
        for (int i = 0; i < draws; i++) {
            double area = black(erasing.apply(white, RandomStream.of(2, i))) / 3600.0;
            assertThat(area).isBetween(0.09, 0.31);
            sum[0] += area;
        }
        assertThat(sum[0] / draws).isCloseTo(0.2, within(5 * 0.2 / Math.sqrt(12.0 * draws)));
    }

    @Test
    void nothingIsErasedWhereNothingFits() {
        RgbImage noise = Images.noise(1, 40);
        assertThat(new RandomErasing(0.5, 0.5, 1, 1, BLACK).apply(noise, RandomStream.of(1)))
                .isSameAs(noise);
    }

    private static RgbImage white(int width, int height) {
        byte[] pixels = new byte[3 * width * height];
        Arrays.fill(pixels, (byte) 255);
        return new RgbImage(width, height, pixels);
    }

    private static long black(RgbImage image) {
        return Arrays.stream(Images.samples(image))
                        .filter(sample -> sample == 0)
                        .count()
                / 3;
    }
}
