package io.github.ncl4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.config.ContrastiveConfig;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.config.LossConfig;
import io.github.ncl4j.config.ModelConfig;
import io.github.ncl4j.config.TrainConfig.Precision;
import io.github.ncl4j.data.Batch;
import io.github.ncl4j.data.BatchLoader;
import io.github.ncl4j.loss.NclLoss;
import io.github.ncl4j.loss.Objective;
import io.github.ncl4j.model.ExpertEnsemble;
import io.github.ncl4j.model.TrainedModel;
import io.github.ncl4j.run.RunDirectory;
import io.github.ncl4j.torch.EngineScope;
import io.github.ncl4j.torch.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Training and evaluation with {@code train.precision: bfloat16}: where its roundings reach, and where they do not. */
@ExtendWith(EngineScope.class)
class PrecisionTest {

    /** Half the distance of two neighbouring bfloat16 numbers, relative: what one rounding may cost. */
    private static final double ROUNDING = 0x1p-9;

    /** Seven convolutions one after the other; in each the weight, the output, the norm's and the sum's output are rounded. */
    private static final int ROUNDINGS = 7 * 4;

    private static final ModelConfig MODEL =
            ModelConfig.of(2, new ModelConfig.CifarResNet(8), new ModelConfig.Linear(true));

    @TempDir
    private static Path data;

    private static ExperimentConfig tiny;

    @TempDir
    private Path folder;

    @BeforeAll
    static void writeData() throws IOException {
        tiny = TinyExperiment.config(TinyExperiment.writeData(data));
    }

    private static ExperimentConfig config(Precision precision) {
        return TinyExperiment.with(
                tiny, "train.precision=" + (precision == Precision.FLOAT32 ? "float32" : "bfloat16"));
    }

    private static ExpertEnsemble ensemble(Precision precision) {
        return ExpertEnsemble.create(MODEL, null, precision, 3, 1, new Device(torch.DeviceType.CPU));
    }

    /** Sixteen images of 8 x 8, the same at each call. */
    private static Tensor images() {
        torch.manual_seed(4);
        return torch.randn(16, 3, 8, 8).contiguous(torch.MemoryFormat.ChannelsLast);
    }

    private static Tensor features(ExpertEnsemble model, boolean training) {
        return torch.stack(new TensorVector(model.features(images(), training).toArray(Tensor[]::new)), 0);
    }

    private static void assertFloat32(Tensor tensor) {
        assertThat(tensor.scalar_type().intern()).isEqualTo(torch.ScalarType.Float);
    }

    /** That two numbers, or tensors by their L2 norms, differ, and by no more than the roundings explain. */
    private static void assertDifferByRoundings(Tensor rounded, Tensor exact) {
        double error = rounded.sub(exact).norm().item_double() / exact.norm().item_double();
        assertThat(error).isBetween(ROUNDING / 100, ROUNDINGS * ROUNDING);
    }

    @Test
    void whatLeavesTheBackbonesIsRoundedAndInFloat32() {
        try (ExpertEnsemble exact = ensemble(Precision.FLOAT32);
                ExpertEnsemble rounded = ensemble(Precision.BFLOAT16)) {
            for (boolean training : new boolean[] {true, false}) {
                Tensor features = features(rounded, training);
                assertFloat32(features);
                assertDifferByRoundings(features, features(exact, training));
            }
        }
    }

    @Test
    void theLossOfAStepDiffersByRoundings() {
        try (ExpertEnsemble exact = ensemble(Precision.FLOAT32);
                ExpertEnsemble rounded = ensemble(Precision.BFLOAT16);
                NclLoss loss = new NclLoss(
                        LossConfig.Ncl.of(2, 1, 1, 0.6, 0.6),
                        TinyExperiment.CLASS_COUNTS,
                        new Device(torch.DeviceType.CPU))) {
            Tensor targets = torch.arange(new Scalar(16)).remainder(new Scalar(3));
            Objective.Value expected = loss.forward(exact.forward(images(), true), targets);
            Objective.Value actual = loss.forward(rounded.forward(images(), true), targets);

            assertFloat32(actual.total());
            assertDifferByRoundings(actual.total(), expected.total());
        }
    }

    @Test
    void weightsGradientsAndStatisticsAreInFloat32() {
        try (ExpertEnsemble model = ensemble(Precision.BFLOAT16)) {
            features(model, true).sum().backward();

            model.weights().state().forEach((name, tensor) -> {
                if (!name.endsWith("num_batches_tracked")) {
                    assertFloat32(tensor);
                }
            });
            model.weights().parameters().forEach((name, parameter) -> {
                if (name.startsWith("backbone")) {
                    assertFloat32(parameter.grad());
                    assertThat(parameter.grad().norm().item_double()).as(name).isPositive();
                }
            });
            assertThat(torch.is_autocast_enabled(torch.DeviceType.CPU)).isFalse();
        }
    }

    @Test
    void theKeysOfTheContrastiveBranchAreRoundedToo() {
        Device device = new Device(torch.DeviceType.CPU);
        ContrastiveConfig config = new ContrastiveConfig(
                7, 5, 0.2, 0.75, 1, ContrastiveConfig.Projection.MLP, ContrastiveConfig.KeyEncoder.MOCO);
        List<Tensor> keys = new ArrayList<>();
        for (Precision precision : Precision.values()) {
            try (ExpertEnsemble model = ExpertEnsemble.create(MODEL, config, precision, 3, 1, device);
                    ContrastiveBranch branch = ContrastiveBranch.create(MODEL, config, model, device)) {
                List<Tensor> features = model.features(images(), true);
                torch.manual_seed(9); // the keys go through in random order
                keys.add(branch.contrast(features, images()).keys().get(1));
            }
        }
        assertFloat32(keys.get(1));
        assertDifferByRoundings(keys.get(1), keys.get(0));
    }

    @Test
    void aRunLearnsAndResumesBitForBitAndInTheOtherPrecisionToo() throws IOException {
        ExperimentConfig config = config(Precision.BFLOAT16);
        Path whole = folder.resolve("whole");
        TrainingResult result = InterruptedRuns.train(config, whole);
        InterruptedRuns.trainInPieces(config, folder.resolve("pieces"), 5);
        InterruptedRuns.train(config(Precision.FLOAT32), folder.resolve("exact"));

        assertThat(result.evaluation().ensemble().top1()).isGreaterThan(0.6);
        RunComparison.assertSameRun(whole, folder.resolve("pieces"));
        assertThat(RunComparison.metricsWithoutTimes(whole))
                .isNotEqualTo(RunComparison.metricsWithoutTimes(folder.resolve("exact")));
        assertFloat32WeightsThatComputeInBfloat16(RunDirectory.lastCheckpoint(whole));
        InterruptedRuns.goOn(config(Precision.FLOAT32), whole);
        assertThat(whole.resolve("resumes.jsonl")).content().contains("train.precision: bfloat16, now float32");
    }

    private static void assertFloat32WeightsThatComputeInBfloat16(Path checkpoint) {
        try (SafetensorsFile file = SafetensorsFile.open(checkpoint);
                TrainedModel model = TrainedModel.load(checkpoint, new Device(torch.DeviceType.CPU));
                ExpertEnsemble exact = ensemble(Precision.FLOAT32)) {
            assertFloat32(file.tensor("backbone.0.layer1.0.conv1.weight"));
            assertFloat32(file.tensor("optimizer.backbone.0.layer1.0.conv1.weight.momentum"));
            exact.load(model.ensemble().weights().state());
            assertDifferByRoundings(features(model.ensemble(), false), features(exact, false));
        }
    }

    @Test
    void stepsLeaveNothingBehind() {
        ExperimentConfig config = TinyExperiment.with(tiny, "train.precision=bfloat16", "train.batch_size=2");
        try (TrainingSetup setup = TrainingSetup.create(config, "cpu", true);
                BatchLoader.Epoch epoch = setup.data().loader().epoch(1, 0)) {
            Batch batch = epoch.next();
            steps(setup, batch, 2);
            long pointers = Pointer.totalCount();
            steps(setup, batch, 20);

            assertThat(Pointer.totalCount()).isLessThanOrEqualTo(pointers);
        }
    }

    private static void steps(TrainingSetup setup, Batch batch, int count) {
        for (int step = 0; step < count; step++) {
            setup.step().run(() -> MicroBatch.of(batch), 1e-3, StepClock.NONE);
        }
    }
}
