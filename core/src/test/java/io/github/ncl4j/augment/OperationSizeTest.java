package io.github.ncl4j.augment;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.config.AnyOperation;
import io.github.ncl4j.config.AugmentConfig;
import io.github.ncl4j.data.RandomStream;
import io.github.ncl4j.image.RgbImage;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A configuration's operations promise the size of what their transforms make. */
class OperationSizeTest {

    private static final RgbImage IMAGE = new RgbImage(120, 110, new byte[3 * 120 * 110]);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void transformsKeepThePromise(long seed) {
        for (AugmentConfig.Operation operation : AnyOperation.oneOfEach(new SplittableRandom(seed))) {
            RgbImage made = Operations.of(operation).apply(IMAGE, RandomStream.of(seed));
            assertThat(Math.min(made.width(), made.height()))
                    .as("shortest side of %s", operation)
                    .isEqualTo(operation.outputSide().orElse(IMAGE.height()));
            assertThat(made.width() == made.height())
                    .as("whether %s makes a square", operation)
                    .isEqualTo(operation.makesSquares());
        }
    }
}
