package io.github.ncl4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.config.ModelConfig;
import io.github.ncl4j.evaluate.Predictor;
import io.github.ncl4j.model.ExpertEnsemble;
import io.github.ncl4j.model.TrainedModel;
import io.github.ncl4j.run.Resume;
import io.github.ncl4j.run.RunDirectory;
import io.github.ncl4j.torch.EngineScope;
import io.github.ncl4j.torch.HostArrays;
import io.github.ncl4j.torch.SafetensorsException;
import io.github.ncl4j.torch.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Path;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What averages of weights are, and runs that are evaluated with them. */
@ExtendWith(EngineScope.class)
class WeightAverageTest {

    private static final String BIAS = "classifier.0.bias";
    private static final String RUNNING_MEAN = "backbone.0.bn1.running_mean";

    @TempDir
    private static Path data;

    private static ExperimentConfig tiny;

    @TempDir
    private Path folder;

    @BeforeAll
    static void writeData() throws IOException {
        tiny = TinyExperiment.config(TinyExperiment.writeData(data));
    }

    private static ExperimentConfig config(String decay) {
        return TinyExperiment.with(tiny, "train.ema_decay=" + decay);
    }

    private static ExpertEnsemble ensemble() {
        return ExpertEnsemble.create(
                ModelConfig.of(1, new ModelConfig.CifarResNet(8), new ModelConfig.Linear(true)),
                3,
                1,
                new Device(torch.DeviceType.CPU));
    }

    private static void fill(ExpertEnsemble model, String name, double value) {
        try (NoGradGuard noGrad = new NoGradGuard()) {
            model.weights().state().get(name).fill_(new Scalar(value));
        }
    }

    private static double[] values(ExpertEnsemble model, String name) {
        return HostArrays.doubles(model.weights().state().get(name));
    }

    @Test
    void parametersFollowSlowlyAndBuffersAtOnce() {
        try (ExpertEnsemble model = ensemble();
                ExpertEnsemble averaged = ensemble()) {
            fill(model, BIAS, 8);
            WeightAverage average = new WeightAverage(model, averaged, 0.75);
            assertThat(values(averaged, BIAS)).containsOnly(8);

            fill(model, BIAS, 0);
            fill(model, RUNNING_MEAN, 5);
            average.afterUpdate();
            average.afterUpdate();

            // 8, then 3/4 of it, then 3/4 of that.
            assertThat(values(averaged, BIAS)).containsOnly(4.5);
            assertThat(values(averaged, RUNNING_MEAN)).containsOnly(5);
            assertThat(values(model, BIAS)).containsOnly(0);
        }
    }

    @Test
    void theTrainingItselfIsTheSame() throws IOException {
        InterruptedRuns.train(config("0"), folder.resolve("plain"));
        InterruptedRuns.train(config("0.9"), folder.resolve("averaged"));

        try (SafetensorsFile plain = SafetensorsFile.open(RunDirectory.lastCheckpoint(folder.resolve("plain")));
                SafetensorsFile averaged =
                        SafetensorsFile.open(RunDirectory.lastCheckpoint(folder.resolve("averaged")))) {
            for (String name : plain.tensors().keySet()) {
                assertThat(averaged.bytes(name)).as(name).isEqualTo(plain.bytes(name));
            }
        }
    }

    @Test
    void theAveragesAreEvaluatedAndKeptAsTheBestModel() {
        Path run = folder.resolve("run");
        TrainingResult result = InterruptedRuns.train(config("0.5"), run);

        try (SafetensorsFile last = SafetensorsFile.open(RunDirectory.lastCheckpoint(run));
                SafetensorsFile best = SafetensorsFile.open(run.resolve("checkpoints/best-ensemble.safetensors"));
                Predictor predictor = Predictor.load(run.resolve("checkpoints/best-ensemble.safetensors"), "cpu")) {
            assertThat(predictor.description().classes()).isEqualTo(3);
            assertThat(best.tensors().keySet()).noneMatch(name -> name.startsWith("optimizer."));
            if (result.bestEnsembleEpoch() == 3) {
                Tensor average = last.tensor("ema." + BIAS);
                assertThat(HostArrays.doubles(best.tensor(BIAS))).isEqualTo(HostArrays.doubles(average));
            }
            assertThat(HostArrays.doubles(last.tensor(BIAS)))
                    .isNotEqualTo(HostArrays.doubles(last.tensor("ema." + BIAS)));
        }
    }

    @Test
    void whoeverReadsTheLastCheckpointGetsWhatTheRunEvaluated() {
        Path run = folder.resolve("run");
        InterruptedRuns.train(config("0.5"), run);
        Path last = RunDirectory.lastCheckpoint(run);

        try (SafetensorsFile file = SafetensorsFile.open(last);
                TrainedModel model = TrainedModel.load(last, new Device(torch.DeviceType.CPU))) {
            assertThat(values(model.ensemble(), BIAS)).isEqualTo(HostArrays.doubles(file.tensor("ema." + BIAS)));
            assertThat(values(model.ensemble(), RUNNING_MEAN)).isEqualTo(HostArrays.doubles(file.tensor(RUNNING_MEAN)));
        }
    }

    @Test
    void aStoppedRunGoesOnBitForBit() throws IOException {
        InterruptedRuns.train(config("0.9"), folder.resolve("whole"));
        InterruptedRuns.trainInPieces(config("0.9"), folder.resolve("pieces"), 5);

        RunComparison.assertSameRun(folder.resolve("whole"), folder.resolve("pieces"));
    }

    @Test
    void noRunGoesOnFromAveragesAlone() {
        Path run = folder.resolve("run");
        InterruptedRuns.train(config("0.9"), run);
        Path best = run.resolve("checkpoints/best-ensemble.safetensors");

        assertThatThrownBy(() -> Trainer.create(config("0.9"), folder.resolve("other"), new Resume.From(best), "cpu"))
                .isInstanceOf(SafetensorsException.class)
                .hasMessage(best + ": holds a model, but not the state of a run to resume");
    }
}
