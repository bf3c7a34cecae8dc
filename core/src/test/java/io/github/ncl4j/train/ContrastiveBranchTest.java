package io.github.ncl4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.config.ContrastiveConfig;
import io.github.ncl4j.config.ContrastiveConfig.KeyEncoder;
import io.github.ncl4j.config.ContrastiveConfig.Projection;
import io.github.ncl4j.config.ModelConfig;
import io.github.ncl4j.config.TrainConfig.Precision;
import io.github.ncl4j.model.ExpertEnsemble;
import io.github.ncl4j.torch.EngineScope;
import io.github.ncl4j.torch.HostArrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How the key encoder starts and follows, by hand. */
@ExtendWith(EngineScope.class)
class ContrastiveBranchTest {

    private static final ModelConfig MODEL =
            ModelConfig.of(2, new ModelConfig.CifarResNet(8), new ModelConfig.Linear(true));

    private static final String BACKBONE = "backbone.1.layer1.0.conv1.weight";
    private static final String BACKBONE_KEY = "backbone_MA.1.layer1.0.conv1.weight";
    private static final String PROJECTION = "classifier.1.2.weight";
    private static final String PROJECTION_KEY = "classifier_MA.1.2.weight";

    /** A branch and its ensemble, and all of their tensors. */
    private record Model(ExpertEnsemble ensemble, ContrastiveBranch branch) implements AutoCloseable {

        static Model create(KeyEncoder keyEncoder, Projection projection) {
            Device device = new Device(torch.DeviceType.CPU);
            ContrastiveConfig config = new ContrastiveConfig(7, 5, 0.2, 0.75, 1, projection, keyEncoder);
            ExpertEnsemble ensemble = ExpertEnsemble.create(MODEL, config, Precision.FLOAT32, 3, 1, device);
            return new Model(ensemble, ContrastiveBranch.create(MODEL, config, ensemble, device));
        }

        Map<String, Tensor> state() {
            Map<String, Tensor> state = new LinkedHashMap<>(ensemble.weights().state());
            state.putAll(branch.weights().state());
            return state;
        }

        float[] values(String name) {
            return HostArrays.floats(state().get(name));
        }

        void set(String name, double value) {
            state().get(name).detach().fill_(new Scalar(value));
        }

        ContrastiveBranch.Contrast forward(Tensor queries, Tensor keys) {
            return branch.contrast(ensemble.features(queries, true), keys);
        }

        @Override
        public void close() {
            branch.close();
            ensemble.close();
        }
    }

    private static Tensor images() {
        return torch.randn(4, 3, 8, 8);
    }

    @Test
    void theKeyEncoderStartsAsACopyOfTheQueryEncoder() {
        try (Model model = Model.create(KeyEncoder.MOCO, Projection.MLP)) {
            Map<String, Tensor> state = model.state();
            int copies = 0;
            for (String name : state.keySet()) {
                if (name.contains("_MA.")) {
                    assertThat(model.values(name)).as(name).isEqualTo(model.values(name.replace("_MA.", ".")));
                    copies++;
                }
            }
            assertThat(copies).isEqualTo(2 * (35 + 4));
        }
    }

    @Test
    void theReferencesKeyEncoderStartsWithWeightsOfItsOwn() {
        try (Model model = Model.create(KeyEncoder.REFERENCE, Projection.MLP)) {
            assertThat(model.values(BACKBONE_KEY)).isNotEqualTo(model.values(BACKBONE));
            assertThat(model.values(PROJECTION_KEY)).isNotEqualTo(model.values(PROJECTION));
        }
    }

    @Test
    void aKeyOfTheSameImageIsItsQueryAtTheStart() {
        try (Model model = Model.create(KeyEncoder.MOCO, Projection.MLP)) {
            Tensor images = images();
            ContrastiveBranch.Contrast contrast = model.forward(images, images);
            model.state().forEach((name, tensor) -> {
                if (name.endsWith(".queue")) {
                    tensor.fill_(new Scalar(0)); // the own key has similarity 1 / 0.2, each of the other 7 has 0
                }
            });
            double again = model.forward(images, images).loss().item_double();

            assertThat(again).isCloseTo(2 * Math.log(1 + 7 * Math.exp(-5)), within(1e-5));
            assertThat(contrast.keys())
                    .allSatisfy(keys -> assertThat(keys.requires_grad())
                            .as("keys carry no gradient")
                            .isFalse());
        }
    }

    @Test
    void byDefaultTheWholeKeyEncoderFollowsAfterTheUpdate() {
        try (Model model = Model.create(KeyEncoder.MOCO, Projection.MLP)) {
            ContrastiveBranch.Contrast contrast = model.forward(images(), images());
            model.set(BACKBONE, 8);
            model.set(BACKBONE_KEY, 4);
            model.set(PROJECTION, 2);
            model.set(PROJECTION_KEY, 6);

            model.branch().beforeUpdate();
            assertThat(model.values(BACKBONE_KEY)).containsOnly(4);
            model.branch().remember(contrast.keys());
            model.branch().afterUpdate();

            assertThat(model.values(BACKBONE_KEY)).containsOnly(5); // 0.75 * 4 + 0.25 * 8
            assertThat(model.values(PROJECTION_KEY)).containsOnly(5); // 0.75 * 6 + 0.25 * 2
            assertThat(model.values(BACKBONE)).containsOnly(8);
        }
    }

    @Test
    void inTheReferenceTheBackboneAloneFollowsBeforeTheUpdateOnceForEachExpert() {
        try (Model model = Model.create(KeyEncoder.REFERENCE, Projection.MLP)) {
            ContrastiveBranch.Contrast contrast = model.forward(images(), images());
            model.set(BACKBONE, 16);
            model.set(BACKBONE_KEY, 0);
            model.set(PROJECTION_KEY, 6);

            model.branch().beforeUpdate();
            assertThat(model.values(BACKBONE_KEY)).containsOnly(7); // 0, then 4, then 0.75 * 4 + 0.25 * 16
            model.branch().remember(contrast.keys());
            model.branch().afterUpdate();

            assertThat(model.values(BACKBONE_KEY)).containsOnly(7);
            assertThat(model.values(PROJECTION_KEY)).containsOnly(6);
        }
    }

    @Test
    void runningStatisticsComeFromTheKeyEncodersOwnImages() {
        try (Model model = Model.create(KeyEncoder.MOCO, Projection.MLP)) {
            String mean = "backbone_MA.0.bn1.running_mean";
            Tensor keys = images();
            float[] query = HostArrays.floats(model.state().get("backbone.0.bn1.running_mean"));
            ContrastiveBranch.Contrast contrast = model.forward(images(), keys);
            float[] moved = model.values(mean);
            assertThat(moved).isNotEqualTo(query).isNotEqualTo(model.values("backbone.0.bn1.running_mean"));

            model.branch().remember(contrast.keys());
            model.branch().afterUpdate();

            assertThat(model.values(mean)).as("they do not follow").isEqualTo(moved);
        }
    }

    @Test
    void theKeysOfAStepJoinTheQueueInTheOrderOfTheImages() {
        try (Model model = Model.create(KeyEncoder.MOCO, Projection.MLP)) {
            float[] before = model.values("MOCO.1.queue");
            ContrastiveBranch.Contrast contrast = model.forward(images(), images());
            assertThat(model.values("MOCO.1.queue")).isEqualTo(before);

            model.branch().remember(contrast.keys());
            model.branch().afterUpdate();

            float[] keys = HostArrays.floats(contrast.keys().get(1).t().contiguous()); // 5 x 4
            float[] queue = model.values("MOCO.1.queue"); // 5 x 7
            for (int row = 0; row < 5; row++) {
                for (int column = 0; column < 7; column++) {
                    float expected = column < 4 ? keys[4 * row + column] : before[7 * row + column];
                    assertThat(queue[7 * row + column]).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void shufflingChangesNoMoreThanTheRounding() {
        try (Model model = Model.create(KeyEncoder.MOCO, Projection.MLP)) {
            Tensor images = images();
            double[] once =
                    HostArrays.doubles(model.forward(images, images).keys().get(0));
            for (int draw = 0; draw < 5; draw++) {
                double[] again =
                        HostArrays.doubles(model.forward(images, images).keys().get(0));
                for (int i = 0; i < once.length; i++) {
                    assertThat(again[i]).isCloseTo(once[i], within(1e-4));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyProjectionIsTrainedAndItsKeySideIsNot(Projection projection) {
        try (Model model = Model.create(KeyEncoder.MOCO, projection)) {
            model.forward(images(), images()).loss().backward();

            Map<String, Tensor> trained = model.branch().weights().parameters();
            assertThat(trained.keySet()).isNotEmpty().allMatch(name -> name.startsWith("classifier."));
            trained.forEach((name, tensor) ->
                    assertThat(tensor.grad().defined()).as(name).isTrue());
            assertThat(model.state().get("backbone.0.conv1.weight").grad().defined())
                    .isTrue();
            model.branch()
                    .weights()
                    .buffers()
                    .forEach((name, tensor) ->
                            assertThat(tensor.requires_grad()).as(name).isFalse());
        }
    }
}
