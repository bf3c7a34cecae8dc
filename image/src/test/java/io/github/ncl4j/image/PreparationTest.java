package io.github.ncl4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.testkit.Pixels;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreparationTest {

    @Test
    void theStepsAreAppliedInOrder() {
        RgbImage image = new RgbImage(30, 20, Pixels.noise(30, 20));
        Preparation preparation = new Preparation(List.of(new Resize(10, Interpolation.BICUBIC), new CenterCrop(8)));

        RgbImage prepared = preparation.apply(image);

        RgbImage scaled = new Resize(10, Interpolation.BICUBIC).apply(image);
        assertThat(prepared.pixels()).isEqualTo(new CenterCrop(8).apply(scaled).pixels());
        assertThat(preparation.side()).isEqualTo(8);
    }

    @Test
    void tellsThePixelsOfItsResultBeforehand() {
        for (String text : List.of(
                "", "resize 8 bilinear", "center-crop 5", "resize 8 bilinear, center-crop 5", "shrink 5 bilinear")) {
            Preparation preparation = Preparation.parse(text);
            RgbImage prepared = preparation.apply(new RgbImage(7, 10, new byte[210]));
            assertThat(preparation.pixels(7, 10)).as(text).isEqualTo((long) prepared.width() * prepared.height());
        }
    }

    @Test
    void shrinkingNeverEnlargesAndTwiceIsOnce() {
        Shrink shrink = new Shrink(10, Interpolation.BILINEAR);
        RgbImage small = new RgbImage(30, 10, Pixels.noise(30, 10));
        RgbImage large = new RgbImage(30, 20, Pixels.noise(30, 20));

        assertThat(shrink.apply(small)).isSameAs(small);
        RgbImage once = shrink.apply(large);
        assertThat(once.pixels())
                .isEqualTo(new Resize(10, Interpolation.BILINEAR).apply(large).pixels());
        assertThat(shrink.apply(once)).isSameAs(once);
    }

    @Test
    void withoutStepsAnImageStaysAsItIs() {
        RgbImage image = new RgbImage(3, 2, Pixels.noise(3, 2));

        assertThat(Preparation.parse("").apply(image)).isSameAs(image);
        assertThat(Preparation.parse("").side()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "resize 256 bilinear, center-crop 224",
                "resize 8192 bicubic",
                "shrink 320 bilinear, resize 256 bicubic"
            })
    void theTextGoesThereAndBack(String text) {
        assertThat(Preparation.parse(text).text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "resize 256",
                "resize 256 nearest",
                "resize 99999 bilinear",
                "resize 8193 bilinear",
                "center-crop 0",
                "center-crop -1",
                "flip",
                "center-crop 8,",
                " "
            })
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> Preparation.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
