package io.github.ncl4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RgbImageTest {

    @Test
    void packsRedLowestAndBlueHighest() {
        RgbImage image = new RgbImage(2, 1, new byte[] {1, 2, 3, (byte) 255, (byte) 128, 0});
        assertThat(image.packed()).containsExactly(0x030201, 0x0080ff);
        assertThat(RgbImage.ofPacked(2, 1, new int[] {0x030201, 0x0080ff}).pixels())
                .containsExactly(image.pixels());
    }

    @Test
    void survivesTheWayThereAndBack() {
        Random random = new Random(1);
        for (int width = 1; width < 20; width++) {
            byte[] samples = new byte[width * 3 * 3];
            random.nextBytes(samples);
            RgbImage image = new RgbImage(width, 3, samples);
            RgbImage packed = RgbImage.ofPacked(width, 3, image.packed());
            assertThat(packed.pixels()).containsExactly(samples);
            assertThat(packed.length()).isEqualTo(image.length()).isEqualTo(samples.length);
        }
    }

    @Test
    void handsOutWhatItKeepsWithoutCopying() {
        byte[] samples = new byte[6];
        int[] packed = new int[2];
        assertThat(new RgbImage(2, 1, samples).pixels()).isSameAs(samples);
        assertThat(RgbImage.ofPacked(2, 1, packed).packed()).isSameAs(packed);
    }

    @Test
    void refusesTheWrongNumberOfSamples() {
        assertThatThrownBy(() -> new RgbImage(2, 1, new byte[5]))
                .hasMessageContaining("2 x 1 pixels cannot have 5 bytes");
        assertThatThrownBy(() -> RgbImage.ofPacked(2, 1, new int[3]))
                .hasMessageContaining("2 x 1 pixels cannot have 3");
        assertThatThrownBy(() -> RgbImage.ofPacked(-1, -2, new int[2])).isInstanceOf(IllegalArgumentException.class);
    }
}
