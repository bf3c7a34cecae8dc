package io.github.ncl4j.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.testkit.Pixels;
import org.junit.jupiter.api.Test;

class CenterCropTest {

    @Test
    void roundsHalfOffsetsToTheEvenNumberAsPythonDoes() {
        // (5 - 2) / 2 = 1.5 becomes 2; (7 - 2) / 2 = 2.5 becomes 2 as well.
        assertThat(crop(2, new RgbImage(5, 2, Pixels.red(0, 1, 2, 3, 4, 10, 11, 12, 13, 14))))
                .isEqualTo("2 3 12 13");
        assertThat(crop(2, new RgbImage(7, 2, Pixels.red(0, 1, 2, 3, 4, 5, 6, 10, 11, 12, 13, 14, 15, 16))))
                .isEqualTo("2 3 12 13");
    }

    @Test
    void padsASmallerImageWithTheOddPixelToTheRightAndBelow() {
        assertThat(crop(4, new RgbImage(1, 1, Pixels.red(9)))).isEqualTo("0 0 0 0 0 9 0 0 0 0 0 0 0 0 0 0");
    }

    @Test
    void padsOneSideAndCutsTheOther() {
        assertThat(crop(2, new RgbImage(4, 1, Pixels.red(1, 2, 3, 4)))).isEqualTo("2 3 0 0");
    }

    private static String crop(int size, RgbImage image) {
        return Pixels.reds(new CenterCrop(size).apply(image).pixels());
    }
}
