package io.github.ncl4j.serve.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.data.RandomStream;
import io.github.ncl4j.evaluate.Prediction;
import io.github.ncl4j.evaluate.Predictor;
import io.github.ncl4j.image.RgbImage;
import io.github.ncl4j.serve.TinyCheckpoint;
import io.github.ncl4j.torch.EngineScope;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A checkpoint behind the server sees what {@code predict} sees. */
@ExtendWith(EngineScope.class)
class CheckpointModelTest {

    private static final double TOLERANCE = 1e-5;
    private static final int SIDE = 8;

    @TempDir
    private Path folder;

    private Path checkpoint(String augment) {
        return TinyCheckpoint.write(folder, augment);
    }

    static RgbImage noise(int stream, int width, int height) {
        byte[] pixels = new byte[3 * width * height];
        RandomStream random = RandomStream.of(3, stream);
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) random.nextInt(256);
        }
        return new RgbImage(width, height, pixels);
    }

    @Test
    void imagesTogetherAreSeenAsEachAloneAndAsPredictSeesThem() {
        Path file = checkpoint("{type: random-crop, size: 8}");
        List<RgbImage> images = List.of(noise(0, SIDE, SIDE), noise(1, SIDE, SIDE), noise(2, SIDE, SIDE));
        try (CheckpointModel model = CheckpointModel.load(file, "tiny", "cpu", OptionalInt.empty());
                Predictor predictor = Predictor.load(file, "cpu")) {
            List<Probabilities> together =
                    model.predict(images.stream().map(model::prepare).toList());

            assertThat(model.classCounts()).containsExactly(30, 20, 10);
            for (int i = 0; i < images.size(); i++) {
                Prediction expected = predictor.predict(images.get(i));
                Probabilities alone = model.predict(List.of(images.get(i))).get(0);
                for (Prediction.Candidate candidate : expected.candidates()) {
                    int category = candidate.category();
                    assertThat(together.get(i).ensemble(category))
                            .isCloseTo(candidate.probability(), within(TOLERANCE))
                            .isCloseTo(alone.ensemble(category), within(TOLERANCE));
                    assertThat(together.get(i).expert(1, category))
                            .isCloseTo(alone.expert(1, category), within(TOLERANCE));
                }
                assertThat(together.get(i).expert(0, 0))
                        .as("experts differ")
                        .isNotEqualTo(together.get(i).expert(1, 0));
            }
        }
    }

    @Test
    void anImageOfAnySizeBecomesOneOfTheTrainingSize() {
        try (CheckpointModel model =
                CheckpointModel.load(checkpoint("{type: random-crop, size: 8}"), "tiny", "cpu", OptionalInt.empty())) {
            RgbImage fitting = noise(4, SIDE, SIDE);

            assertThat(model.side()).isEqualTo(SIDE);
            assertThat(model.prepare(fitting)).as("is left alone").isSameAs(fitting);
            for (RgbImage other : List.of(noise(5, 300, 20), noise(6, 3, 5))) {
                RgbImage prepared = model.prepare(other);
                assertThat(prepared.width()).isEqualTo(SIDE);
                assertThat(prepared.height()).isEqualTo(SIDE);
            }
        }
    }

    @Test
    void whereNothingTellsTheSizeTheUserMust() {
        Path file = checkpoint("{type: horizontal-flip, probability: 0.5}");

        assertThatThrownBy(() -> CheckpointModel.load(file, "tiny", "cpu", OptionalInt.empty()))
                .isInstanceOf(ImageSizeException.class)
                .hasMessageContaining("nothing of the size of its images")
                .hasMessageContaining("--side");
        try (CheckpointModel model = CheckpointModel.load(file, "tiny", "cpu", OptionalInt.of(16))) {
            assertThat(model.side()).isEqualTo(16);
        }
    }

    @Test
    void whereTheCheckpointTellsTheSizeTheUserMustNot() {
        Path file = checkpoint("{type: random-crop, size: 8}");

        assertThatThrownBy(() -> CheckpointModel.load(file, "tiny", "cpu", OptionalInt.of(16)))
                .isInstanceOf(ImageSizeException.class)
                .hasMessageContaining("is for images of 8 x 8 pixels")
                .hasMessageContaining("leave --side 16 out");
    }

    @Test
    void logitsOfImagesOfDifferentSizesCannotBeAskedForTogether() {
        Path file = checkpoint("{type: random-crop, size: 8}");
        try (Predictor predictor = Predictor.load(file, "cpu")) {
            assertThatThrownBy(() -> predictor.logits(List.of(noise(0, 8, 8), noise(0, 9, 8))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("8 x 8 and of 9 x 8");
            assertThatThrownBy(() -> predictor.logits(List.of())).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
