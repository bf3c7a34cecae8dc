package io.github.ncl4j.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.config.AugmentConfig;
import io.github.ncl4j.config.DataConfig;
import io.github.ncl4j.config.EvaluateConfig.ShotProtocol;
import io.github.ncl4j.config.ModelConfig;
import io.github.ncl4j.data.BatchLoader;
import io.github.ncl4j.data.ImageDataset;
import io.github.ncl4j.data.RandomStream;
import io.github.ncl4j.data.Sampler;
import io.github.ncl4j.image.RgbImage;
import io.github.ncl4j.model.ExpertEnsemble;
import io.github.ncl4j.model.ImageInput;
import io.github.ncl4j.torch.EngineScope;
import io.github.ncl4j.torch.HostArrays;
import java.util.List;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(EngineScope.class)
class EvaluatorTest {

    private static final int SIDE = 8;
    private static final int IMAGES = 5;
    private static final ShotGroups GROUPS = ShotGroups.of(new int[] {500, 50, 5}, ShotProtocol.POOLED);
    private static final AugmentConfig.Normalization NORMALIZATION =
            new AugmentConfig.Normalization(List.of(.5, .5, .5), List.of(.25, .25, .25));

    private ExpertEnsemble model;
    private ImageInput input;

    @BeforeEach
    void build() {
        Device cpu = new Device(torch.DeviceType.CPU);
        model = ExpertEnsemble.create(
                ModelConfig.of(2, new ModelConfig.CifarResNet(8), new ModelConfig.Linear(true))
                        .withDropout(0.5),
                3,
                1,
                cpu);
        input = new ImageInput(NORMALIZATION, cpu);
    }

    @AfterEach
    void free() {
        model.close();
        input.close();
    }

    /** Five images of noise in the classes 0, 1, 2, 0, 1. */
    private static final class Noise implements ImageDataset {

        @Override
        public int size() {
            return IMAGES;
        }

        @Override
        public int target(int index) {
            return index % 3;
        }

        @Override
        public RgbImage image(int index) {
            RandomStream random = RandomStream.of(index);
            byte[] pixels = new byte[SIDE * SIDE * 3];
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = (byte) random.nextInt(256);
            }
            return new RgbImage(SIDE, SIDE, pixels);
        }

        @Override
        public List<String> classNames() {
            return List.of("a", "b", "c");
        }

        @Override
        public String describe(int index) {
            return "noise " + index;
        }
    }

    private Evaluation evaluate(int batchSize, boolean shuffle, ShotGroups groups) {
        BatchLoader.Settings settings = new BatchLoader.Settings(batchSize, false, 1, 2, 1);
        Noise images = new Noise();
        Sampler sampler =
                shuffle ? Sampler.of(new DataConfig.Instance(), images, 1, 1) : Sampler.inOrder(images.size());
        try (BatchLoader loader = new BatchLoader(images, sampler, List.of((image, random) -> image), settings)) {
            return new Evaluator(model, input, groups).evaluate(loader);
        }
    }

    /** What each image gives alone. */
    private Evaluation expected() {
        EvaluationCounter tally = new EvaluationCounter(2, GROUPS);
        Noise noise = new Noise();
        for (int n = 0; n < IMAGES; n++) {
            Tensor image = input.images(noise.image(n).pixels(), 1, SIDE, SIDE);
            tally.add(HostArrays.floats(model.forward(image, false)), new long[] {noise.target(n)});
        }
        return tally.evaluation();
    }

    @ParameterizedTest
    @CsvSource({"1, false", "2, false", "2, true", "5, false", "9, true"})
    void everyImageCountsOnceInWhateverBatch(int batchSize, boolean shuffle) {
        Evaluation evaluation = evaluate(batchSize, shuffle, GROUPS);

        Evaluation expected = expected();
        assertThat(evaluation.images()).isEqualTo(IMAGES);
        assertThat(evaluation.ensemble()).isEqualTo(expected.ensemble());
        assertThat(evaluation.experts()).isEqualTo(expected.experts());
        assertThat(evaluation.classAccuracy()).isEqualTo(expected.classAccuracy());
        for (int c = 0; c < 3; c++) {
            assertThat(evaluation.confusion().row(c))
                    .isEqualTo(expected.confusion().row(c));
        }
    }

    @Test
    void theModelStaysAsItIs() {
        Tensor mean = model.weights().buffers().get("backbone.0.bn1.running_mean");
        float[] before = HostArrays.floats(mean);

        evaluate(2, false, GROUPS);

        assertThat(HostArrays.floats(mean)).isEqualTo(before);
        assertThat(torch.ones(1).set_requires_grad(true).mul(new Scalar(2f)).requires_grad())
                .as("gradients are on again")
                .isTrue();
    }

    @Test
    void brokenWeightsAreWrongAndCounted() {
        try (NoGradGuard noGrad = new NoGradGuard()) {
            model.weights().parameters().get("classifier.1.bias").fill_(new Scalar(Float.NaN));
        }

        Evaluation evaluation = evaluate(2, false, GROUPS);

        assertThat(evaluation.undecided()).isEqualTo(IMAGES);
        assertThat(evaluation.ensemble().top1()).isZero();
        assertThat(evaluation.experts().get(1).top1()).isZero();
        assertThat(evaluation.experts().get(0).top5()).isEqualTo(1);
    }

    @Test
    void groupsOfOtherClassesAreRefused() {
        ShotGroups two = ShotGroups.of(new int[] {500, 50}, ShotProtocol.POOLED);

        assertThatThrownBy(() -> evaluate(5, false, two))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("30 logits are not those of 2 experts, 5 images and 2 classes");
    }
}
