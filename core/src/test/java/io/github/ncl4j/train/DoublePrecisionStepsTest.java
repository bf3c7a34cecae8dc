package io.github.ncl4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.config.Defaults;
import io.github.ncl4j.config.DistributedConfig;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.config.file.ExperimentFile;
import io.github.ncl4j.data.Batch;
import io.github.ncl4j.data.BatchLoader;
import io.github.ncl4j.distributed.LaunchContract;
import io.github.ncl4j.distributed.RankProcesses;
import io.github.ncl4j.distributed.World;
import io.github.ncl4j.run.Progress;
import io.github.ncl4j.torch.HostArrays;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * In double precision, where rounding cannot hide a wrong term, two and four processes take the steps of one to nine digits:
 * with the contrastive branch, with several batches in a step and activations that are computed again, and without.
 */
class DoublePrecisionStepsTest {

    private static final int STEPS = 20;
    private static final double TOLERANCE = 1e-9;

    @TempDir
    private static Path folder;

    /** The steps to compare. Processes that are up take those of one kind after the other: their start takes longer. */
    @BeforeAll
    static void step() throws Exception {
        TinyExperiment.writeData(folder);
        for (String kind : List.of("plain", "contrastive", "accumulating")) {
            Steps.take(World.alone(), config(kind, 1), numbers(kind, 1));
        }
        step(2, "plain", "contrastive", "accumulating");
        step(4, "plain");
    }

    private static void step(int worldSize, String... kinds) throws Exception {
        List<String> arguments = new ArrayList<>();
        for (String kind : kinds) {
            arguments.add(config(kind, worldSize).toString());
            arguments.add(numbers(kind, worldSize).toString());
            arguments.add(Integer.toString(RankProcesses.freePort()));
        }
        RankProcesses.run(worldSize, Steps.class, folder, arguments.toArray(String[]::new));
    }

    private static Path numbers(String kind, int worldSize) {
        return folder.resolve(kind + "-" + worldSize + ".txt");
    }

    /**
     * One rank: steps through epochs, in a world for each configuration, and writes the losses and, of each tensor at the end, two
     * sums.
     */
    static final class Steps {

        private Steps() {}

        /**
         * Steps.
         *
         * @param arguments of each configuration: its file, the file for the numbers, port of rank 0
         */
        public static void main(String[] arguments) throws IOException {
            for (int i = 0; i < arguments.length; i += 3) {
                LaunchContract contract = RankProcesses.contractAt(Integer.parseInt(arguments[i + 2]));
                try (World world = World.join(contract, Defaults.of(DistributedConfig.class), System.getenv())) {
                    take(world, Path.of(arguments[i]), Path.of(arguments[i + 1]));
                }
            }
        }

        static void take(World world, Path file, Path output) throws IOException {
            ExperimentConfig config = ExperimentFile.load(file, List.of());
            List<String> numbers = new ArrayList<>();
            try (TrainingSetup setup = TrainingSetup.create(config, "cpu", world.isFirst(), world);
                    PointerScope scope = new PointerScope()) {
                SharedState.share(setup, Progress.start());
                setup.checkpoint().state().values().forEach(Steps::widen);
                for (int epoch = 1; numbers.size() < STEPS; epoch++) {
                    try (BatchLoader.Epoch batches = setup.data().loader().epoch(epoch, 0)) {
                        while (batches.hasNext()) {
                            numbers.add("loss " + step(setup, batches.next(), numbers.size() + 1));
                        }
                    }
                }
                setup.checkpoint().state().forEach((name, tensor) -> {
                    Tensor values = tensor.to(torch.ScalarType.Double);
                    numbers.add(name + ".norm " + values.norm().item_double());
                    numbers.add(name + ".sum " + values.sum().item_double());
                });
                if (world.isFirst()) {
                    Files.write(output, numbers);
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
            try (PointerScope scope = new PointerScope()) {
                Learner.Input input = setup.learner().input(MicroBatch.of(batch));
                Tensor images = input.images().to(torch.ScalarType.Double);
                ForwardPass forward = setup.learner()
                        .loss(
                                new Learner.Input(images, input.targets(), input.objective(), input.perView()),
                                StepClock.NONE);
                double[] loss =
                        setup.sync().sum(HostArrays.doubles(forward.loss().total()));
                loss[0] /= setup.sync().processes();
                boolean last = number % step.accumulate() == 0;
                step.backward(forward, last);
                if (last) {
                    step.update(1e-4);
                }
                return loss[0];
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"plain, 2", "plain, 4", "contrastive, 2", "accumulating, 2"})
    void severalProcessesTakeTheStepsOfOne(String kind, int worldSize) throws IOException {
        List<String> expected = Files.readAllLines(numbers(kind, 1));
        List<String> actual = Files.readAllLines(numbers(kind, worldSize));

        assertThat(actual).hasSameSizeAs(expected).hasSizeGreaterThan(STEPS);
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

    /** The kind that accumulates also computes activations again, but not where the steps are those to compare with. */
    private static Path config(String kind, int worldSize) throws IOException {
        ExperimentConfig tiny = TinyExperiment.config(folder);
        boolean accumulates = kind.equals("accumulating");
        List<String> settings = List.of(
                "train.batch_size=" + 16 / worldSize,
                "train.accumulate=" + (accumulates ? 2 : 1),
                "train.activation_checkpointing=" + (accumulates && worldSize > 1),
                "train.clip_norm=0",
                "model.dropout=0",
                "data.cache.type=none");
        ExperimentConfig config = kind.equals("contrastive") ? TinyExperiment.withContrast(tiny) : tiny;
        Path file = folder.resolve("config-" + kind + "-" + worldSize + ".yaml");
        return Files.writeString(file, ExperimentFile.write(TinyExperiment.with(config, settings)));
    }
}
