package io.github.ncl4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.data.BatchLoader;
import io.github.ncl4j.distributed.GradientSync;
import io.github.ncl4j.image.DataException;
import io.github.ncl4j.loss.Objective;
import io.github.ncl4j.run.Progress;
import io.github.ncl4j.run.Resume;
import io.github.ncl4j.run.StepResult;
import io.github.ncl4j.run.TrainingException;
import io.github.ncl4j.torch.EngineScope;
import io.github.ncl4j.torch.HostArrays;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Steps of several batches: what they compute, and runs that are made of them. */
@ExtendWith(EngineScope.class)
class GradientAccumulationTest {

    private static final double LEARNING_RATE = 0.25;

    /** Plain gradient descent without chance, in steps of three batches of eight images. */
    private static final List<String> PLAIN = List.of(
            "model.dropout=0",
            "train.batch_size=8",
            "train.accumulate=3",
            "train.optimizer={momentum: 0, nesterov: false, weight_decay: 0}");

    @TempDir
    private static Path data;

    private static ExperimentConfig tiny;

    @TempDir
    private Path folder;

    @BeforeAll
    static void writeData() throws IOException {
        tiny = TinyExperiment.config(TinyExperiment.writeData(data));
    }

    private static ExperimentConfig config(ExperimentConfig base, String... overrides) {
        List<String> all = Stream.concat(PLAIN.stream(), Stream.of(overrides)).toList();
        return TinyExperiment.with(base, all);
    }

    private static TrainingSetup setup(ExperimentConfig config) {
        return TrainingSetup.create(config, "cpu", true);
    }

    /** The weights after one step, by name. */
    private static Map<String, double[]> afterOneStep(ExperimentConfig config) {
        try (TrainingSetup setup = setup(config);
                MicroBatches batches = setup.data().batches(Progress.start())) {
            setup.step().run(batches, LEARNING_RATE, StepClock.NONE);
            return values(setup.learner().model().weights().state());
        }
    }

    private static Map<String, double[]> values(Map<String, Tensor> tensors) {
        Map<String, double[]> values = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> values.put(name, HostArrays.doubles(tensor)));
        return values;
    }

    /** The gradients of the first batches, each from the initial weights. */
    private static List<Map<String, double[]>> gradients(TrainingSetup setup, int count) {
        List<Map<String, double[]>> gradients = new ArrayList<>();
        try (BatchLoader.Epoch batches = setup.data().loader().epoch(1, 0)) {
            for (int i = 0; i < count; i++) {
                try (PointerScope scope = new PointerScope()) {
                    setup.learner()
                            .forward(MicroBatch.of(batches.next()), StepClock.NONE)
                            .loss()
                            .total()
                            .backward();
                    Map<String, double[]> values = new LinkedHashMap<>();
                    setup.step()
                            .optimizer()
                            .parameters()
                            .forEach((name, parameter) -> values.put(name, HostArrays.doubles(parameter.grad())));
                    gradients.add(values);
                    setup.step().optimizer().zeroGradients();
                }
            }
        }
        return gradients;
    }

    /** Four batches, so that their shares are exact in float32, and so is everything on the way back that is a multiple. */
    @Test
    void theUpdateIsByTheMeanOfTheBatchesGradients() {
        for (double clipNorm : new double[] {0, 0.5}) {
            ExperimentConfig config = config(tiny, "train.accumulate=4", "train.clip_norm=" + clipNorm);
            try (TrainingSetup setup = setup(config)) {
                Map<String, double[]> initial =
                        values(setup.learner().model().weights().parameters());
                Map<String, double[]> gradient = mean(gradients(setup, 4));
                double factor = clipNorm == 0 ? 1 : Math.min(1, clipNorm / (norm(gradient) + 1e-6));
                assertThat(factor < 1).as("clips").isEqualTo(clipNorm > 0);

                Map<String, double[]> updated = afterOneStep(config);

                initial.forEach((name, weights) -> {
                    double[] changes = gradient.get(name);
                    // Of the sum of four gradients, and of the norm.
                    double rounding = 8 * Math.ulp((float) (LEARNING_RATE * factor * largest(changes)));
                    for (int i = 0; i < weights.length; i++) {
                        double expected = weights[i] - LEARNING_RATE * factor * changes[i];
                        double tolerance = Math.ulp((float) weights[i]) + rounding;
                        // An assertion for each of 150,000 weights takes seconds.
                        if (!(Math.abs(updated.get(name)[i] - expected) <= tolerance)) {
                            assertThat(updated.get(name)[i]).as(name).isEqualTo(expected, within(tolerance));
                        }
                    }
                });
            }
        }
    }

    private static Map<String, double[]> mean(List<Map<String, double[]>> gradients) {
        Map<String, double[]> mean = new LinkedHashMap<>();
        for (Map<String, double[]> one : gradients) {
            one.forEach((name, values) -> {
                double[] sum = mean.computeIfAbsent(name, key -> new double[values.length]);
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += values[i] / gradients.size();
                }
            });
        }
        return mean;
    }

    private static double norm(Map<String, double[]> gradient) {
        double squares = 0;
        for (double[] values : gradient.values()) {
            for (double value : values) {
                squares += value * value;
            }
        }
        return Math.sqrt(squares);
    }

    private static double largest(double[] values) {
        double largest = 0;
        for (double value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    @Test
    void withoutTheStatisticsOfABatchItIsTheStepOfOneLargeBatch() {
        String frozen = "model.freeze_backbone=true";
        Map<String, double[]> three = afterOneStep(config(tiny, frozen));
        Map<String, double[]> one = afterOneStep(config(tiny, frozen, "train.batch_size=24", "train.accumulate=1"));
        try (TrainingSetup initial = setup(config(tiny, frozen))) {
            assertThat(HostArrays.doubles(
                            initial.learner().model().weights().state().get("classifier.0.weight")))
                    .isNotEqualTo(three.get("classifier.0.weight"));
        }

        one.forEach((name, weights) -> assertThat(three.get(name)).as(name).containsExactly(weights, within(1e-6)));
    }

    @Test
    void batchNormSeesOneBatchAtATime() {
        Map<String, double[]> updated = afterOneStep(config(tiny));
        Map<String, double[]> large = afterOneStep(config(tiny, "train.batch_size=24", "train.accumulate=1"));
        assertThat(updated.get("backbone.0.conv1.weight")).isNotEqualTo(large.get("backbone.0.conv1.weight"));

        try (TrainingSetup setup = setup(config(tiny))) {
            gradients(setup, 3);
            values(setup.learner().model().weights().buffers())
                    .forEach((name, statistics) ->
                            assertThat(updated.get(name)).as(name).isEqualTo(statistics));
        }
    }

    @Test
    void whatAStepReportsIsOverItsBatches() {
        List<StepResult> single = new ArrayList<>();
        try (TrainingSetup setup = setup(config(tiny));
                BatchLoader.Epoch batches = setup.data().loader().epoch(1, 0)) {
            for (int i = 0; i < 3; i++) {
                single.add(setup.step().ofOneBatch().run(() -> MicroBatch.of(batches.next()), 0, StepClock.NONE));
            }
        }
        try (TrainingSetup setup = setup(config(tiny));
                MicroBatches batches = setup.data().batches(Progress.start())) {
            StepResult result = setup.step().run(batches, 0, StepClock.NONE);

            assertThat(result.images()).isEqualTo(24);
            assertThat(result.correct())
                    .isEqualTo(single.stream().mapToInt(StepResult::correct).sum());
            assertThat(result.loss())
                    .isEqualTo(
                            single.stream()
                                    .mapToDouble(StepResult::loss)
                                    .average()
                                    .orElseThrow(),
                            within(1e-12));
            assertThat(result.parts().get("nbod"))
                    .isEqualTo(
                            single.stream()
                                    .mapToDouble(one -> one.parts().get("nbod"))
                                    .average()
                                    .orElseThrow(),
                            within(1e-12));
        }
    }

    private static ContrastiveBranch branch(TrainingSetup setup) {
        return (ContrastiveBranch) setup.learner().companions().get(0);
    }

    @Test
    void theKeysOfAllBatchesJoinTheQueueAtTheEndOfTheStep() {
        ExperimentConfig config = config(TinyExperiment.withContrast(tiny));
        double[] expected;
        double loss = 0;
        try (TrainingSetup setup = setup(config);
                BatchLoader.Epoch batches = setup.data().loader().epoch(1, 0)) {
            for (int i = 0; i < 3; i++) {
                ForwardPass forward = setup.learner().forward(MicroBatch.of(batches.next()), StepClock.NONE);
                loss += forward.loss().total().item_double() / 3;
            }
            branch(setup).afterUpdate();
            expected = HostArrays.doubles(branch(setup).weights().state().get("MOCO.1.queue"));
        }
        try (TrainingSetup setup = setup(config);
                MicroBatches batches = setup.data().batches(Progress.start())) {
            StepResult result = setup.step().run(batches, LEARNING_RATE, StepClock.NONE);
            Map<String, double[]> state = values(branch(setup).weights().state());

            assertThat(state.get("MOCO.1.queue_ptr")).containsExactly(24);
            assertThat(state.get("MOCO.1.queue")).isEqualTo(expected);
            assertThat(result.loss()).as("before the same keys").isEqualTo(loss, within(1e-6));
        }
    }

    @Test
    void aBatchWithoutAFiniteLossSpoilsItsStepAlone() {
        ExperimentConfig config = config(tiny, "train.accumulate=2");
        try (TrainingSetup setup = setup(config)) {
            TrainStep step = setup.step();
            TrainStep failing = new TrainStep(
                    new Learner(
                            setup.learner().model(),
                            setup.learner().input(),
                            new NotFinite(setup.learner().objective(), 2),
                            List.of(),
                            false),
                    step.optimizer(),
                    0,
                    2,
                    GradientSync.NONE);
            Map<String, double[]> initial =
                    values(setup.learner().model().weights().parameters());
            try (MicroBatches batches = setup.data().batches(Progress.start())) {
                assertThat(failing.run(batches, LEARNING_RATE, StepClock.NONE).finite())
                        .isFalse();
            }

            assertThat(step.optimizer().parameters().values())
                    .allMatch(parameter -> !parameter.grad().defined());
            values(setup.learner().model().weights().parameters())
                    .forEach((name, weights) -> assertThat(weights).as(name).isEqualTo(initial.get(name)));
        }
    }

    /** Another loss, but for one call. */
    private static final class NotFinite implements Objective {

        private final Objective objective;
        private final int call;
        private int calls;

        NotFinite(Objective objective, int call) {
            this.objective = objective;
            this.call = call;
        }

        @Override
        public Value forward(Tensor logits, Tensor targets) {
            Value value = objective.forward(logits, targets);
            return ++calls == call
                    ? new Value(value.total().mul(new Scalar(Double.POSITIVE_INFINITY)), value.parts())
                    : value;
        }

        @Override
        public void close() {}
    }

    @Test
    void anEpochHasTheStepsThatItsBatchesFill() {
        List<TrainingListener.RunStart> starts = new ArrayList<>();
        List<TrainingListener.StepReport> steps = new ArrayList<>();
        // 64 images are eight batches, and two steps of three of them.
        try (Trainer trainer = Trainer.create(config(tiny), folder, new Resume.Never(), "cpu")) {
            trainer.fit(new TrainingListener() {
                @Override
                public void onStart(RunStart start) {
                    starts.add(start);
                }

                @Override
                public void onStep(StepReport step) {
                    steps.add(step);
                }
            });
        }

        assertThat(starts)
                .singleElement()
                .satisfies(start -> assertThat(start.stepsPerEpoch()).isEqualTo(2));
        assertThat(steps)
                .extracting(step -> step.epoch() + "/" + step.step())
                .containsExactly("1/1", "1/2", "2/1", "2/2", "3/1", "3/2");
    }

    @Test
    void aRunStoppedInMidEpochGoesOnBitForBit() throws IOException {
        for (ExperimentConfig config : List.of(
                config(tiny, "model.dropout=0.1", "train.ema_decay=0.5", "augment.mix={type: mixup, probability: 0.7}"),
                config(TinyExperiment.withContrast(tiny)))) {
            Path whole = folder.resolve("whole" + config.train().emaDecay());
            Path pieces = folder.resolve("pieces" + config.train().emaDecay());
            InterruptedRuns.train(config, whole);
            InterruptedRuns.trainInPieces(config, pieces, 1);

            RunComparison.assertSameRun(whole, pieces);
        }
    }

    @Test
    void anotherNumberOfBatchesIsAnotherRun() {
        InterruptedRuns.train(config(tiny), folder);

        assertThatThrownBy(() -> InterruptedRuns.trainInPieces(config(tiny, "train.accumulate=2"), folder, 1))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("train.accumulate: 3, now 2");
    }

    @Test
    void anEpochShorterThanAStepIsRefused() {
        ExperimentConfig config = config(tiny, "train.accumulate=9");

        assertThatThrownBy(() -> setup(config))
                .isInstanceOf(DataException.class)
                .hasMessage("an epoch has 8 batches of 8 images and a step 9; "
                        + "lower train.accumulate or train.batch_size");
    }
}
