package io.github.ncl4j.augment.pixels;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.image.Images;
import io.github.ncl4j.image.RgbImage;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class HistogramTest {

    @Test
    void autocontrastStretchesEachChannelToTheWholeRange() {
        // Red 50..150 by 2.55: 100 lies at 127.5, which is cut. Green 150..250 and blue 250, 44, 94 stretch on their
        // own.
        RgbImage image = Images.red(3, 1, 50, 100, 150);
        assertThat(Images.reds(Histogram.autocontrast(image))).isEqualTo("0 127 255");
        assertThat(Images.samples(Histogram.autocontrast(image))).containsExactly(0, 0, 255, 127, 127, 0, 255, 255, 61);
    }

    @Test
    void autocontrastOfOneLevelChangesNothing() {
        RgbImage image = Images.grey(2, 1, 70, 70);
        assertThat(Histogram.autocontrast(image).pixels()).isEqualTo(image.pixels());
    }

    @Test
    void autocontrastOfTheWholeRangeChangesNothing() {
        RgbImage once = Histogram.autocontrast(Images.noise(30, 20));
        assertThat(Histogram.autocontrast(once).pixels()).isEqualTo(once.pixels());
    }

    @Test
    void equalizeSpreadsTheLevelsByTheirCounts() {
        // 512 pixels, half of them 10, a quarter 20, a quarter 30. Without the last level 384 remain, a step of 384 /
        // 255 = 1
        // level. Below 10 there are none, below 20 are 256, more than there are levels.
        int[] levels = new int[512];
        Arrays.fill(levels, 0, 256, 10);
        Arrays.fill(levels, 256, 384, 20);
        Arrays.fill(levels, 384, 512, 30);
        RgbImage equalized = Histogram.equalize(Images.grey(32, 16, levels));
        assertThat(Images.reds(equalized).split(" ")[0]).isEqualTo("0");
        assertThat(Images.reds(equalized).split(" ")[256]).isEqualTo("255");
        assertThat(Images.reds(equalized).split(" ")[511]).isEqualTo("255");
    }

    @Test
    void equalizeOfFewPixelsChangesNothing() {
        RgbImage image = Images.noise(10, 10);
        assertThat(Histogram.equalize(image).pixels()).isEqualTo(image.pixels());
    }
}
