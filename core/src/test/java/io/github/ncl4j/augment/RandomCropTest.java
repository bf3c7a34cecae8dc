package io.github.ncl4j.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.data.RandomStream;
import io.github.ncl4j.image.DataException;
import io.github.ncl4j.image.Images;
import io.github.ncl4j.image.RgbImage;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RandomCropTest {

    /** The red channel of a 2 x 2 image: 1 2 / 3 4. */
    private static final RgbImage IMAGE = Images.red(2, 2, 1, 2, 3, 4);

    @Test
    void cutsEveryPlaceOfThePaddedImageEquallyOften() {
        Map<String, Integer> seen = new TreeMap<>();
        RandomCrop crop = new RandomCrop(2, 1);
        RandomStream random = RandomStream.of(1);
        for (int i = 0; i < 9_000; i++) {
            seen.merge(Images.reds(crop.apply(IMAGE, random)), 1, Integer::sum);
        }
        // The padded image is 0 0 0 0 / 0 1 2 0 / 0 3 4 0 / 0 0 0 0: nine windows of 2 x 2.
        assertThat(seen.keySet())
                .containsExactlyInAnyOrder(
                        "0 0 0 1", "0 0 1 2", "0 0 2 0", "0 1 0 3", "1 2 3 4", "2 0 4 0", "0 3 0 0", "3 4 0 0",
                        "4 0 0 0");
        assertThat(seen.values()).allSatisfy(count -> assertThat(count).isBetween(850, 1150));
    }

    @Test
    void refusesAnImageThatIsTooSmall() {
        assertThatThrownBy(() -> new RandomCrop(8, 2).apply(IMAGE, RandomStream.of(1)))
                .isInstanceOf(DataException.class)
                .hasMessage("a random crop of 8 pixels with a padding of 2 does not fit into an image of 2 x 2 pixels;"
                        + " resize before the crop, or make the crop smaller");
    }
}
