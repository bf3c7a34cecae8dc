package io.github.ncl4j.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.testkit.Pixels;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CropTest {

    @Test
    void paintsWhatLiesOutsideBlack() {
        RgbImage image = RgbImage.ofPacked(2, 2, new int[] {1, 2, 3, 4});
        assertThat(Pixels.reds(Crop.of(image, -1, 1, 3, 2).pixels())).isEqualTo("0 3 4 0 0 0");
    }

    @Test
    void cutsBytesAndPackedPixelsAlike() {
        Random random = new Random(1);
        byte[] samples = new byte[7 * 5 * 3];
        random.nextBytes(samples);
        RgbImage bytes = new RgbImage(7, 5, samples);
        RgbImage packed = RgbImage.ofPacked(7, 5, bytes.packed());
        for (int i = 0; i < 200; i++) {
            int left = random.nextInt(13) - 6;
            int top = random.nextInt(13) - 6;
            int width = 1 + random.nextInt(9);
            int height = 1 + random.nextInt(9);
            RgbImage cut = Crop.of(bytes, left, top, width, height);
            assertThat(Crop.of(packed, left, top, width, height).pixels()).isEqualTo(cut.pixels());
            for (int row = 0; row < height; row++) {
                for (int column = 0; column < width; column++) {
                    int x = left + column;
                    int y = top + row;
                    boolean inside = x >= 0 && x < 7 && y >= 0 && y < 5;
                    int expected = inside ? Pixel.get(samples, (y * 7 + x) * 3) : 0;
                    assertThat(cut.packed()[row * width + column]).isEqualTo(expected);
                }
            }
        }
    }
}
