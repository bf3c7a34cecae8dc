package io.github.ncl4j.augment.pixels;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.image.Images;
import io.github.ncl4j.image.RgbImage;
import org.junit.jupiter.api.Test;

class LookupTableTest {

    private static final RgbImage IMAGE = Images.grey(5, 1, 0, 100, 127, 128, 255);
    private static final RgbImage NOISE = Images.noise(40, 30);

    @Test
    void invertCountsFromTheOtherEnd() {
        assertThat(Images.reds(LookupTable.invert(IMAGE))).isEqualTo("255 155 128 127 0");
        assertThat(LookupTable.invert(LookupTable.invert(NOISE)).pixels()).isEqualTo(NOISE.pixels());
    }

    @Test
    void posterizeKeepsTheHighBits() {
        assertThat(Images.reds(LookupTable.posterize(IMAGE, 3)))
                .as("multiples of 32")
                .isEqualTo("0 96 96 128 224");
        assertThat(Images.reds(LookupTable.posterize(IMAGE, 0))).isEqualTo("0 0 0 0 0");
        assertThat(LookupTable.posterize(NOISE, 8)).isSameAs(NOISE);
    }

    @Test
    void solarizeInvertsFromTheThresholdOn() {
        assertThat(Images.reds(LookupTable.solarize(IMAGE, 128))).isEqualTo("0 100 127 127 0");
        assertThat(Images.reds(LookupTable.solarize(IMAGE, 127.5)))
                .as("127 is below")
                .isEqualTo("0 100 127 127 0");
        assertThat(Images.reds(LookupTable.solarize(IMAGE, 126.5)))
                .as("127 is not")
                .isEqualTo("0 100 128 127 0");
        assertThat(LookupTable.solarize(NOISE, 256).pixels()).isEqualTo(NOISE.pixels());
        assertThat(LookupTable.solarize(NOISE, 0).pixels())
                .isEqualTo(LookupTable.invert(NOISE).pixels());
    }

    @Test
    void solarizeAddLightensTheDark() {
        assertThat(Images.reds(LookupTable.solarizeAdd(IMAGE, 110, 128))).isEqualTo("110 210 237 128 255");
        assertThat(Images.reds(LookupTable.solarizeAdd(IMAGE, 200, 128)))
                .as("clipped")
                .isEqualTo("200 255 255 128 255");
        assertThat(LookupTable.solarizeAdd(NOISE, 0, 128).pixels()).isEqualTo(NOISE.pixels());
    }

    @Test
    void eachChannelHasItsOwnTable() {
        byte[] same = LookupTable.of(level -> level);
        byte[] twice = LookupTable.of(level -> 2 * level);
        byte[] none = LookupTable.of(level -> -level);
        RgbImage result = LookupTable.apply(Images.grey(2, 1, 10, 200), same, twice, none);
        assertThat(result.pixels()).containsExactly(10, 20, 0, (byte) 200, (byte) 255, 0);
    }
}
