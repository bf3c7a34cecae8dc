package io.github.ncl4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ncl4j.config.DistributedConfig;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.config.ExperimentFile;
import io.github.ncl4j.distributed.LaunchContract;
import io.github.ncl4j.distributed.RankProcesses;
import io.github.ncl4j.distributed.World;
import io.github.ncl4j.torch.HostArrays;
import io.github.ncl4j.torch.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several processes train as one would with all their images at once. */
class DistributedTrainingTest {

    @TempDir
    private static Path folder;

    /** The runs to compare. Processes that are up train one after the other: their start takes longer than they train. */
    @BeforeAll
    static void train() throws Exception {
        TinyExperiment.writeData(folder);
        for (String kind : List.of("plain", "contrastive", "accumulating")) {
            Rank.train(World.alone(), config("alone-" + kind, kind, batchSize(kind), 5), run(kind, 1), 0);
        }
        train(2, "plain", "contrastive", "accumulating");
        train(4, "plain");
    }

    private static void train(int worldSize, String... kinds) throws Exception {
        List<String> runs = new ArrayList<>();
        for (String kind : kinds) {
            Path config = config(kind + "-" + worldSize, kind, batchSize(kind) / worldSize, 5);
            runs.addAll(Rank.arguments(config, run(kind, worldSize), 0));
        }
        RankProcesses.run(worldSize, Rank.class, folder, runs.toArray(String[]::new));
    }

    private static Path run(String kind, int worldSize) {
        return folder.resolve("run-" + kind + "-" + worldSize);
    }

    /** One rank: trains configurations, each in a world of its own, and writes the loss of every step beside the run. */
    static final class Rank {

        private static final int ARGUMENTS = 4;

        private Rank() {}

        /**
         * What {@link #main} takes for one run.
         *
         * @param stopAfter steps after which rank 1 asks for a stop, or 0
         */
        static List<String> arguments(Path config, Path output, int stopAfter) throws IOException {
            return List.of(
                    config.toString(),
                    output.toString(),
                    Integer.toString(stopAfter),
                    Integer.toString(RankProcesses.freePort()));
        }

        /**
         * Trains.
         *
         * @param arguments {@link #arguments} of one run or more
         */
        public static void main(String[] arguments) throws IOException {
            for (int i = 0; i < arguments.length; i += ARGUMENTS) {
                Path config = Path.of(arguments[i]);
                LaunchContract contract = RankProcesses.contractAt(Integer.parseInt(arguments[i + 3]));
                try (World world = World.join(contract, DistributedConfig.DEFAULT, System.getenv())) {
                    train(world, config, Path.of(arguments[i + 1]), Integer.parseInt(arguments[i + 2]));
                }
            }
        }

        static void train(World world, Path file, Path output, int stopAfter) throws IOException {
            ExperimentConfig config = ExperimentFile.load(file, List.of());
            List<String> losses = new ArrayList<>();
            try (Trainer trainer = Trainer.create(config, output, new Resume.Auto(), "cpu", world)) {
                trainer.fit(new TrainingListener() {
                    private double before;

                    @Override
                    public void onStep(StepReport step) {
                        double sum = step.meanLoss() * step.step();
                        losses.add(Double.toString(step.step() == 1 ? sum : sum - before));
                        before = sum;
                        if (losses.size() == stopAfter && world.contract().rank() == 1) {
                            trainer.requestStop();
                        }
                    }
                });
            }
            if (world.isFirst()) {
                Files.write(Path.of(output + ".losses"), losses);
            }
        }
    }

    /** The kind that accumulates also computes activations again, but not in the run of a process alone. */
    private static Path config(String name, String kind, int batchSize, int epochs) throws IOException {
        ExperimentConfig tiny = TinyExperiment.config(folder);
        boolean accumulates = kind.equals("accumulating");
        ExperimentConfig config = kind.equals("contrastive") ? TinyExperiment.withContrast(tiny) : tiny;
        List<String> settings = List.of(
                "train.batch_size=" + batchSize,
                "train.accumulate=" + (accumulates ? 2 : 1),
                "train.activation_checkpointing=" + (accumulates && !name.startsWith("alone")),
                "train.epochs=" + epochs,
                "train.optimizer.learning_rate=0.0001",
                "train.warmup_steps=0",
                "train.clip_norm=0",
                "model.dropout=0",
                "distributed.verify_steps=3",
                "data.cache.type=none");
        Path file = folder.resolve(name + ".yaml");
        Files.writeString(file, ExperimentFile.write(TinyExperiment.with(config, settings)));
        return file;
    }

    /** Of all processes together: four steps to an epoch of 64 images. */
    private static int batchSize(String kind) {
        return kind.equals("accumulating") ? 8 : 16;
    }

    @ParameterizedTest
    @CsvSource({"plain, 2", "plain, 4", "contrastive, 2", "accumulating, 2"})
    void severalProcessesTakeTheStepsOfOne(String kind, int worldSize) throws IOException {
        Path alone = run(kind, 1);
        Path run = run(kind, worldSize);

        List<String> expected = Files.readAllLines(Path.of(alone + ".losses"));
        List<String> actual = Files.readAllLines(Path.of(run + ".losses"));
        assertThat(actual).hasSameSizeAs(expected).hasSize(20);
        for (int step = 0; step < expected.size(); step++) {
            double loss = Double.parseDouble(expected.get(step));
            assertThat(Double.parseDouble(actual.get(step)))
                    .as("loss of step %d", step)
                    .isCloseTo(loss, within(1e-5 * loss));
        }
        assertSameWeights(alone, run, 1e-4);
        assertSameAccuracies(alone, run);
    }

    /**
     * Relative to the largest of a tensor, but not below 1e-6. Biases began at 0 and are still tiny, so that all they have is a
     * sum of gradients: in 20 steps with a rate of 1e-4 and a momentum of 0.9 each gradient counts up to 10 times, and where
     * gradients of about 1 are off by 5e-5, weights are off by 1e-6.
     */
    private static void assertSameWeights(Path expected, Path actual, double tolerance) throws IOException {
        try (SafetensorsFile a = SafetensorsFile.open(RunDirectory.lastCheckpoint(expected));
                SafetensorsFile b = SafetensorsFile.open(RunDirectory.lastCheckpoint(actual));
                PointerScope scope = new PointerScope()) {
            assertThat(b.tensors().keySet()).isEqualTo(a.tensors().keySet());
            for (String name : a.tensors().keySet()) {
                if (!name.startsWith("optimizer.") && !name.startsWith("generator.")) {
                    Tensor one = a.tensor(name);
                    double scale = HostArrays.doubles(one.abs().max())[0];
                    Tensor difference = b.tensor(name).sub(one).abs().max();
                    assertThat(HostArrays.doubles(difference)[0])
                            .as(name)
                            .isLessThanOrEqualTo(Math.max(tolerance * scale, 1e-6));
                }
            }
        }
    }

    /** The accuracies are counts over all images, which rounding does not move. */
    private static void assertSameAccuracies(Path expected, Path actual) throws IOException {
        List<JsonNode> a = metrics(expected);
        List<JsonNode> b = metrics(actual);
        assertThat(b).hasSameSizeAs(a);
        for (int epoch = 0; epoch < a.size(); epoch++) {
            for (String key : List.of("ensemble_accuracy", "expert_accuracy", "few", "train_accuracy", "lr")) {
                assertThat(b.get(epoch).path(key))
                        .as(key)
                        .isEqualTo(a.get(epoch).path(key));
            }
        }
    }

    private static List<JsonNode> metrics(Path run) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
            lines.add(new JsonMapper().readTree(line));
        }
        return lines;
    }

    @Test
    void aRunStoppedByOneRankGoesOnBitForBit() throws Exception {
        Path config = config("stopped", "plain", 6, 2);
        Files.writeString(config, Files.readString(config).replace("dropout: 0.0", "dropout: 0.1"));
        Path whole = folder.resolve("whole");
        Path stopped = folder.resolve("stopped");
        List<String> runs = new ArrayList<>(Rank.arguments(config, whole, 0));
        runs.addAll(Rank.arguments(config, stopped, 3));
        RankProcesses.run(2, Rank.class, folder, runs.toArray(String[]::new));
        assertThat(stopped.resolve("metrics.jsonl"))
                .as("stopped in the first epoch")
                .doesNotExist();

        RankProcesses.run(
                2, Rank.class, folder, Rank.arguments(config, stopped, 0).toArray(String[]::new));

        RunComparison.assertSameRun(whole, stopped);
    }
}
