package io.github.ncl4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.ncl4j.config.AugmentConfig;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.config.LossConfig;
import io.github.ncl4j.config.ModelConfig;
import io.github.ncl4j.data.Batch;
import io.github.ncl4j.distributed.GradientSync;
import io.github.ncl4j.loss.NclLoss;
import io.github.ncl4j.model.ExpertEnsemble;
import io.github.ncl4j.model.ImageInput;
import io.github.ncl4j.optimize.Optimizer;
import io.github.ncl4j.run.Progress;
import io.github.ncl4j.run.Resume;
import io.github.ncl4j.run.StepResult;
import io.github.ncl4j.torch.EngineScope;
import io.github.ncl4j.torch.HostArrays;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Activation checkpointing changes what a step needs, and no bit of what it computes. */
@ExtendWith(EngineScope.class)
class ActivationCheckpointingTest {

    private static final String ON = "train.activation_checkpointing=true";

    @TempDir
    private static Path data;

    private static ExperimentConfig tiny;

    @TempDir
    private Path folder;

    @BeforeAll
    static void writeData() throws IOException {
        tiny = TinyExperiment.config(TinyExperiment.writeData(data));
    }

    private static ExperimentConfig on(ExperimentConfig config) {
        return TinyExperiment.with(config, ON);
    }

    /** What two steps report and leave: everything that a checkpoint holds. */
    private record After(StepResult first, StepResult second, Map<String, float[]> state) {

        static After twoSteps(ExperimentConfig config) {
            try (TrainingSetup setup = TrainingSetup.create(config, "cpu", true);
                    MicroBatches batches = setup.data().batches(Progress.start())) {
                TrainStep step = setup.step();
                StepResult first = step.run(batches, 0.01, StepClock.NONE);
                StepResult second = step.run(batches, 0.01, StepClock.NONE);
                Map<String, Tensor> state = setup.checkpoint().state();
                Map<String, float[]> values = new LinkedHashMap<>();
                state.forEach((name, tensor) -> values.put(name, HostArrays.floats(tensor)));
                return new After(first, second, values);
            }
        }
    }

    private static void assertSame(ExperimentConfig config) {
        After plain = After.twoSteps(config);
        After checkpointed = After.twoSteps(on(config));

        assertThat(checkpointed.first()).isEqualTo(plain.first());
        assertThat(checkpointed.second()).isEqualTo(plain.second());
        assertThat(checkpointed.state()).containsOnlyKeys(plain.state().keySet());
        plain.state()
                .forEach((name, values) ->
                        assertThat(checkpointed.state().get(name)).as(name).isEqualTo(values));
    }

    // Blocks of every kind, and from 4 to 17 of them with the stem, so that the last segment is whole or cut short.
    @ParameterizedTest
    @ValueSource(strings = {"cifar-resnet8", "cifar-resnet20", "resnet10", "resnext50-32x4d"})
    void everyBackboneTakesTheSameStepBitForBit(String backbone) {
        assertSame(TinyExperiment.with(tiny, "model.experts=1", "model.backbone=" + backbone));
    }

    @Test
    void channelsFirstTakesTheSameStepBitForBit() {
        assertSame(TinyExperiment.with(tiny, "model.memory_format=channels-first"));
    }

    @Test
    void bfloat16TakesTheSameStepBitForBit() {
        assertSame(TinyExperiment.with(
                tiny, "train.precision=bfloat16", "model.backbone=cifar-resnet8", "model.experts=1"));
    }

    @Test
    void theContrastiveBranchTakesTheSameStepBitForBit() {
        assertSame(TinyExperiment.withContrast(tiny));
    }

    @Test
    void aStepOfSeveralBatchesIsTheSameBitForBit() {
        assertSame(TinyExperiment.with(tiny, "train.batch_size=8", "train.accumulate=3"));
    }

    @Test
    void severalViewsAndMixedImagesTakeTheSameStepBitForBit() {
        AugmentConfig mixed = tiny.augment().withCopies(2).withMix(new AugmentConfig.Mixup(1, 0.5));
        assertSame(tiny.withAugment(mixed).withLoss(LossConfig.NclPlus.of(2, 1, 1, 0.6)));
    }

    @Test
    void frozenBackbonesTakeTheSameStepBitForBit() {
        assertSame(TinyExperiment.with(tiny, "model.freeze_backbone=true"));
    }

    @Test
    void aFrozenBackboneHasNothingToGoBackThrough() {
        try (TrainingSetup setup =
                TrainingSetup.create(TinyExperiment.with(tiny, "model.freeze_backbone=true"), "cpu", true)) {
            assertThatThrownBy(() -> setup.learner().model().checkpointedFeatures(torch.zeros(2, 3, 8, 8)))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    /** The key is free to change where a run is resumed: on another machine there may be less memory. */
    @Test
    void aRunMayGoOnWithIt() throws IOException {
        Path whole = folder.resolve("whole");
        InterruptedRuns.train(tiny, whole);
        Path pieces = folder.resolve("pieces");
        try (Trainer trainer = Trainer.create(tiny, pieces, new Resume.Never(), "cpu")) {
            trainer.fit(new TrainingListener() {
                @Override
                public void onStep(StepReport step) {
                    trainer.requestStop();
                }
            });
        }
        InterruptedRuns.trainInPieces(on(tiny), pieces, 5);

        RunComparison.assertSameRun(whole, pieces);
    }

    /**
     * Tensors of the first stage have 32 MB here, which the C library returns to the system as soon as they are freed, so
     * that the process' peak is that of the step.
     */
    @Test
    void theStepNeedsLessMemory() throws IOException {
        assumeThat(Path.of("/proc/self/clear_refs")).exists();
        long checkpointed = peakOfAStep(true);
        long plain = peakOfAStep(false);

        // In its first stage alone each expert keeps six tensors of 32 MB. With checkpointing there is one expert's at
        // a time.
        assertThat(plain - checkpointed).isGreaterThan(150_000_000);
    }

    private static long peakOfAStep(boolean activationCheckpointing) throws IOException {
        int count = 512;
        Device device = new Device(torch.DeviceType.CPU);
        int[] classCounts = {9, 5, 2};
        try (ExpertEnsemble model = ExpertEnsemble.create(
                        ModelConfig.of(2, new ModelConfig.CifarResNet(8), new ModelConfig.Linear(true)), 3, 1, device);
                ImageInput input = new ImageInput(tiny.augment().normalization(), device);
                NclLoss loss = new NclLoss(LossConfig.Ncl.of(2, 1, 1, 0.6, 0.6), classCounts, device);
                Optimizer optimizer =
                        Optimizer.of(tiny.train().optimizer(), model.weights().parameters());
                BytePointer pixels = new BytePointer(count * 32L * 32 * 3)) {
            Batch batch = new Batch(pixels, 1, count, 32, 32, new long[count], new int[count]);
            Learner learner = new Learner(model, input, loss, List.of(), activationCheckpointing);
            TrainStep step = new TrainStep(learner, optimizer, 0, 1, GradientSync.NONE);
            Files.writeString(Path.of("/proc/self/clear_refs"), "5"); // the peak begins anew
            assertThat(step.run(() -> MicroBatch.of(batch), 1e-3, StepClock.NONE)
                            .finite())
                    .isTrue();
            return peakResidentBytes();
        }
    }

    private static long peakResidentBytes() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
