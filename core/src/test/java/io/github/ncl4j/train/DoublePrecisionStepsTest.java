package io.github.ncl4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.config.ExperimentFile;
import io.github.ncl4j.data.Batch;
import io.github.ncl4j.data.BatchLoader;
import io.github.ncl4j.distributed.DataParallel;
import io.github.ncl4j.distributed.LaunchContract;
import io.github.ncl4j.distributed.RankProcesses;
import io.github.ncl4j.distributed.World;
import io.github.ncl4j.torch.HostArrays;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * In double precision, where rounding cannot hide a wrong term, two and four processes take the steps of one to nine digits:
 * with the contrastive branch, with several batches in a step and activations that are computed again, and without.
 */
class DoublePrecisionStepsTest {

    private static final int STEPS = 20;
    private static final double TOLERANCE = 1e-9;

    @TempDir
    private Path folder;

    /** One rank, or a process alone: steps through epochs, and writes the losses and, of each tensor at the end, two sums. */
    static final class Steps {

        private Steps() {}

        /**
         * Steps.
         *
         * @param arguments configuration, file for the numbers
         */
        public static void main(String[] arguments) throws IOException {
            ExperimentConfig config = ExperimentFile.load(Path.of(arguments[0]), List.of());
            List<String> numbers = new ArrayList<>();
            try (World world = World.join(LaunchContract.of(System.getenv()), config.distributed(), System.getenv());
                    TrainingSetup setup = TrainingSetup.create(config, "cpu", world.isFirst(), world);
                    PointerScope scope = new PointerScope()) {
                SharedState.share(setup, Progress.start());
                SharedState.tensors(setup).values().forEach(Steps::widen);
                for (int epoch = 1; numbers.size() < STEPS; epoch++) {
                    try (BatchLoader.Epoch batches = setup.trainLoader().epoch(epoch, 0)) {
                        while (batches.hasNext()) {
                            numbers.add("loss " + step(setup, batches.next(), numbers.size() + 1));
                        }
                    }
                }
                SharedState.tensors(setup).forEach((name, tensor) -> {
                    Tensor values = tensor.to(torch.ScalarType.Double);
                    numbers.add(name + ".norm " + values.norm().item_double());
                    numbers.add(name + ".sum " + values.sum().item_double());
                });
                if (world.isFirst()) {
                    Files.write(Path.of(arguments[1]), numbers);
                }
            }
        }

        private static void widen(Tensor tensor) {
            if (tensor.is_floating_point()) {
                tensor.set_data(tensor.detach().to(torch.ScalarType.Double));
            }
        }

        /** Runs batch number 1, 2, ..., and the update behind the last of a step; the loss. */
        private static double step(TrainingSetup setup, Batch batch, int number) {
            TrainStep step = setup.step();
            DataParallel parallel = setup.parallel();
            try (PointerScope scope = new PointerScope()) {
                Tensor images = step.input().images(batch).to(torch.ScalarType.Double);
                TrainStep.Forward forward = step.forward(images, step.input().targets(batch), StepClock.NONE);
                double[] loss = HostArrays.doubles(forward.loss().total());
                step.backward(forward, 1.0 / step.accumulate(), number % step.accumulate() == 0);
                if (parallel != null) {
                    loss = parallel.sum(loss);
                    loss[0] /= parallel.world().contract().worldSize();
                }
                if (number % step.accumulate() == 0) {
                    step.update(
                            forward.contrast() == null
                                    ? List.of()
                                    : List.of(forward.contrast().keys()),
                            1e-4);
                }
                return loss[0];
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "contrastive", "accumulating"})
    void severalProcessesTakeTheStepsOfOne(String kind) throws Exception {
        TinyExperiment.writeData(folder);
        Path alone = folder.resolve("alone");
        RankProcesses.Ended ended = RankProcesses.start(
                        Map.of(), Steps.class, folder, config(kind, 1), alone.toString())
                .await();
        assertThat(ended.exitCode()).as(ended.log()).isZero();
        List<String> expected = Files.readAllLines(alone);

        for (int worldSize : kind.equals("plain") ? new int[] {2, 4} : new int[] {2}) {
            Path several = folder.resolve("of-" + worldSize);
            RankProcesses.run(worldSize, Steps.class, folder, config(kind, worldSize), several.toString());

            List<String> actual = Files.readAllLines(several);
            assertThat(actual).hasSameSizeAs(expected);
            for (int i = 0; i < expected.size(); i++) {
                String[] one = expected.get(i).split(" ");
                String[] other = actual.get(i).split(" ");
                double value = Double.parseDouble(one[1]);
                assertThat(other[0]).isEqualTo(one[0]);
                // A sum of weights of both signs cancels: relative to the norm, which stands before it.
                double scale = one[0].endsWith(".sum")
                        ? Double.parseDouble(expected.get(i - 1).split(" ")[1])
                        : Math.abs(value);
                assertThat(Double.parseDouble(other[1]))
                        .as("%s, %d processes", one[0], worldSize)
                        .isCloseTo(value, within(TOLERANCE * Math.max(scale, 1e-6)));
            }
        }
    }

    /** The kind that accumulates also computes activations again, but not where the steps are those to compare with. */
    private String config(String kind, int worldSize) throws IOException {
        ExperimentConfig tiny = TinyExperiment.config(folder);
        boolean accumulates = kind.equals("accumulating");
        List<String> settings = List.of(
                "train.batch_size=" + 16 / worldSize,
                "train.accumulate=" + (accumulates ? 2 : 1),
                "train.activation_checkpointing=" + (accumulates && worldSize > 1),
                "train.clip_norm=0",
                "model.dropout=0",
                "data.cache.type=none");
        String yaml = ExperimentFile.write(kind.equals("contrastive") ? TinyExperiment.withContrast(tiny) : tiny);
        Path file = folder.resolve("config-" + worldSize + ".yaml");
        Files.writeString(file, ExperimentFile.write(ExperimentFile.parse(yaml, "config.yaml", settings)));
        return file.toString();
    }
}
