package io.github.ncl4j.augment;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.data.RandomStream;
import io.github.ncl4j.image.Images;
import io.github.ncl4j.image.RgbImage;
import org.junit.jupiter.api.Test;

class HorizontalFlipTest {

    private static final RgbImage IMAGE = Images.red(3, 2, 1, 2, 3, 4, 5, 6);

    @Test
    void mirrorsRowsAndKeepsChannels() {
        RgbImage flipped = new HorizontalFlip(1).apply(IMAGE, RandomStream.of(1));
        assertThat(flipped.pixels())
                .isEqualTo(Images.red(3, 2, 3, 2, 1, 6, 5, 4).pixels());
    }

    @Test
    void happensWithItsProbability() {
        RandomStream random = RandomStream.of(2);
        int flipped = 0;
        for (int i = 0; i < 10_000; i++) {
            if (new HorizontalFlip(0.3).apply(IMAGE, random).pixels()[0] != 1) {
                flipped++;
            }
        }
        // 3000 expected, standard deviation 46.
        assertThat(flipped).isBetween(2800, 3200);
        assertThat(new HorizontalFlip(0).apply(IMAGE, random)).isSameAs(IMAGE);
    }
}
