package io.github.ncl4j.augment;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.config.AugmentConfig;
import io.github.ncl4j.data.ImageTransform;
import io.github.ncl4j.data.RandomStream;
import io.github.ncl4j.data.RgbImage;
import java.util.List;
import org.junit.jupiter.api.Test;

class PipelineTest {

    private static final RgbImage IMAGE = Images.red(4, 2, 1, 2, 3, 4, 5, 6, 7, 8);

    @Test
    void appliesTheOperationsInTheirOrder() {
        RgbImage result = Pipeline.of(List.of(
                        new AugmentConfig.CenterCrop(2),
                        new AugmentConfig.HorizontalFlip(1),
                        new AugmentConfig.RandomCrop(2, 0),
                        new AugmentConfig.Resize(1)))
                .apply(IMAGE, RandomStream.of(1));
        // 2 3 / 6 7 is cut out, mirrored to 3 2 / 7 6, and averaged: rows to 2.5 and 6.5, rounded up, then 3 and 7 to
        // 5.
        assertThat(Images.reds(result)).isEqualTo("5");
    }

    @Test
    void changesNothingWithoutOperations() {
        assertThat(Pipeline.of(List.of()).apply(IMAGE, RandomStream.of(1))).isSameAs(IMAGE);
    }

    @Test
    void isAFunctionOfItsStreamAndLeavesItsInputAlone() {
        ImageTransform pipeline =
                Pipeline.of(List.of(new AugmentConfig.RandomCrop(2, 4), new AugmentConfig.HorizontalFlip(0.5)));
        byte[] before = IMAGE.pixels().clone();
        for (int i = 0; i < 100; i++) {
            assertThat(pipeline.apply(IMAGE, RandomStream.of(7, i)).pixels())
                    .isEqualTo(pipeline.apply(IMAGE, RandomStream.of(7, i)).pixels());
        }
        assertThat(IMAGE.pixels()).isEqualTo(before);
    }
}
