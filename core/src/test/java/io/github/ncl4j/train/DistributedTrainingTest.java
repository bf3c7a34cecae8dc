package io.github.ncl4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ncl4j.config.Defaults;
import io.github.ncl4j.config.DistributedConfig;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.config.file.ExperimentFile;
import io.github.ncl4j.distributed.LaunchContract;
import io.github.ncl4j.distributed.RankProcesses;
import io.github.ncl4j.distributed.World;
import io.github.ncl4j.run.Resume;
import io.github.ncl4j.run.RunDirectory;
import io.github.ncl4j.run.TrainingException;
import io.github.ncl4j.torch.HostArrays;
import io.github.ncl4j.torch.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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
        for (String kind : List.of("plain", "contrastive", "accumulating", "distilling")) {
            Rank.train(World.alone(), config("alone-" + kind, kind, batchSize(kind), 5), run(kind, 1), 0);
        }
        train(2, "plain", "contrastive", "accumulating", "distilling");
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
                try (World world = World.join(contract, Defaults.of(DistributedConfig.class), System.getenv())) {
                    try {
                        train(world, config, Path.of(arguments[i + 1]), Integer.parseInt(arguments[i + 2]));
                    } catch (TrainingException e) {
                        world.abandon(e);
                        throw e;
                    }
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

    /** The kind that distils learns from the plain one. The kind that accumulates also computes activations again, but not in the run of a process alone. */
    private static Path config(String name, String kind, int batchSize, int epochs) throws IOException {
        ExperimentConfig tiny = TinyExperiment.config(folder);
        boolean accumulates = kind.equals("accumulating");
        ExperimentConfig config = kind.equals("contrastive") ? TinyExperiment.withContrast(tiny) : tiny;
        List<String> settings = new ArrayList<>(List.of(
                "train.batch_size=" + batchSize,
                "train.accumulate=" + (accumulates ? 2 : 1),
                "train.activation_checkpointing=" + (accumulates && !name.startsWith("alone")),
                "train.epochs=" + epochs,
                "train.optimizer.learning_rate=0.0001",
                "train.warmup_steps=0",
                "train.clip_norm=0",
                "model.dropout=0",
                "distributed.verify_steps=3",
                "data.cache.type=none"));
        if (kind.equals("distilling")) {
            Path teacher = RunDirectory.lastCheckpoint(run("plain", 1));
            settings.addAll(List.of("model.experts=1", "loss.type=balanced-softmax", "distill.teacher=" + teacher));
        }
        Path file = folder.resolve(name + ".yaml");
        Files.writeString(file, ExperimentFile.write(TinyExperiment.with(config, settings)));
        return file;
    }

    /** Of all processes together: four steps to an epoch of 64 images. */
    private static int batchSize(String kind) {
        return kind.equals("accumulating") ? 8 : 16;
    }

    @ParameterizedTest
    @CsvSource({"plain, 2", "plain, 4", "contrastive, 2", "accumulating, 2", "distilling, 2"})
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

    private static Path interruptible() throws IOException {
        Path config = config("interruptible", "plain", 6, 2);
        Files.writeString(config, Files.readString(config).replace("dropout: 0.0", "dropout: 0.1"));
        Files.writeString(config, Files.readString(config).replace("checkpoint_steps: 0", "checkpoint_steps: 2"));
        // Of the 15 validation images rank 0 has 8, and so a batch more than rank 1.
        Files.writeString(config, Files.readString(config).replace("  batch_size: 8\n", "  batch_size: 7\n"));
        return config;
    }

    /**
     * A run of two processes, and the same one stopped by rank 1 in the first epoch, after step 3 of 5, and in its evaluation;
     * trained once.
     */
    private static Path whole() throws Exception {
        Path whole = folder.resolve("whole");
        if (!Files.exists(whole)) {
            Path stopped = folder.resolve("stopped");
            List<String> runs = new ArrayList<>(Rank.arguments(interruptible(), whole, 0));
            runs.addAll(Rank.arguments(interruptible(), stopped, 3));
            runs.addAll(Rank.arguments(interruptible(), folder.resolve("evaluating"), 5));
            RankProcesses.run(2, Rank.class, folder, runs.toArray(String[]::new));
            assertThat(stopped.resolve("metrics.jsonl"))
                    .as("stopped in the first epoch")
                    .doesNotExist();
        }
        return whole;
    }

    /** A copy of the stopped run. */
    private static Path stopped(String name) throws Exception {
        Path stopped = whole().resolveSibling("stopped");
        Path copy = folder.resolve(name);
        try (Stream<Path> files = Files.walk(stopped)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(stopped.relativize(file).toString()));
            }
        }
        return copy;
    }

    private static String[] goingOn(Path run) throws IOException {
        return Rank.arguments(interruptible(), run, 0).toArray(String[]::new);
    }

    @Test
    void aRunStoppedByOneRankGoesOnBitForBit() throws Exception {
        Path run = stopped("resumed");
        Path evaluating = folder.resolve("evaluating");
        assertThat(evaluating.resolve("metrics.jsonl")).doesNotExist();
        List<String> runs = new ArrayList<>(List.of(goingOn(run)));
        runs.addAll(List.of(goingOn(evaluating)));

        RankProcesses.run(2, Rank.class, folder, runs.toArray(String[]::new));

        RunComparison.assertSameRun(whole(), run);
        RunComparison.assertSameRun(whole(), evaluating);
        assertThat(Files.readAllLines(Path.of(evaluating + ".losses")))
                .as("of the second epoch only")
                .hasSize(5);
    }

    @Test
    void aDamagedCheckpointIsPassedOverByAllProcesses() throws Exception {
        Path run = stopped("damaged");
        Path last = RunDirectory.lastCheckpoint(run);
        byte[] bytes = Files.readAllBytes(last);
        bytes[bytes.length / 2] ^= 4;
        Files.write(last, bytes);

        List<RankProcesses.Rank> ranks = RankProcesses.start(2, Rank.class, folder, goingOn(run));
        RankProcesses.Ended first = ranks.get(0).await();
        RankProcesses.Ended second = ranks.get(1).await();

        assertThat(first.exitCode()).as(first.log()).isZero();
        assertThat(second.exitCode()).as(second.log()).isZero();
        assertThat(first.log())
                .contains(last + ": its bytes have the checksum ")
                .contains("; the run goes on from "
                        + last.resolveSibling("epoch-1-step-2.safetensors")
                        + ", where it stood in epoch 1 after step 2");
        assertThat(second.log()).as("rank 0 alone reads checkpoints").doesNotContain("checksum");
        RunComparison.assertSameRun(whole(), run);
    }

    @Test
    void anotherNumberOfProcessesGoesOnWithAWarning() throws Exception {
        Path run = stopped("alone");
        Path last = RunDirectory.lastCheckpoint(run);
        assertThat(worldSize(last)).isEqualTo("2");
        ExperimentConfig config = ExperimentFile.load(interruptible(), List.of());
        try (RunWarnings warnings = new RunWarnings()) {
            TrainingListener.RunStart start = InterruptedRuns.goOn(config, run);

            // Three steps of two processes have seen what six of one see.
            assertThat(start.firstEpoch()).isEqualTo(1);
            assertThat(start.firstStep()).isEqualTo(6);
            assertThat(start.stepsPerEpoch()).isEqualTo(10);
            assertThat(warnings.heard())
                    .containsExactly(
                            "the run resumes from " + last + ", where it stood in epoch 1 after step 6, with settings"
                                    + " that change its numbers (processes: 2, now 1); from there it is not bit for bit the run that"
                                    + " it would have been");
        }
        assertThat(metrics(run)).hasSize(2);
        assertThat(worldSize(last)).isEqualTo("1");
        try (RunWarnings warnings = new RunWarnings()) {
            InterruptedRuns.goOn(config, run);
            assertThat(warnings.heard()).as("it is told once").isEmpty();
        }
    }

    /** Rank 1 has one training image less, and the classes of the others are rotated. */
    @Test
    void otherDataInOneProcessAreRefused() throws Exception {
        Path config = config("data-of-rank-0", "plain", 8, 1);
        Matcher labels =
                Pattern.compile("\"category_id\":(\\d)").matcher(Files.readString(folder.resolve("train.json")));
        String rotated = labels.replaceAll(match -> "\"category_id\":" + (Integer.parseInt(match.group(1)) + 1) % 3);
        Files.writeString(folder.resolve("rotated.json"), rotated.replaceFirst("\\{\"image_id\":0,[^}]*},", ""));
        Path other = folder.resolve("data-of-rank-1.yaml");
        Files.writeString(other, Files.readString(config).replace("train.json", "rotated.json"));
        Path run = folder.resolve("other-data");
        int port = RankProcesses.freePort();

        List<RankProcesses.Ended> ended = new ArrayList<>();
        List<RankProcesses.Rank> ranks = new ArrayList<>();
        for (Path file : List.of(config, other)) {
            String[] arguments = {file.toString(), run.toString(), "0", Integer.toString(port)};
            ranks.add(
                    RankProcesses.start(RankProcesses.contract(ranks.size(), 2, port), Rank.class, folder, arguments));
        }
        for (RankProcesses.Rank rank : ranks) {
            ended.add(rank.await());
        }

        assertThat(ended).extracting(RankProcesses.Ended::exitCode).containsExactly(1, 1);
        assertThat(ended)
                .extracting(RankProcesses.Ended::log)
                .allSatisfy(log -> assertThat(log)
                        .contains("rank 1 has other data than rank 0 (training images: 64, here 63; ")
                        .contains("; labels of the training images: "));
        assertThat(RunDirectory.lastCheckpoint(run)).doesNotExist();
    }

    private static String worldSize(Path checkpoint) {
        try (SafetensorsFile file = SafetensorsFile.open(checkpoint)) {
            return file.metadata().get("world_size");
        }
    }
}
