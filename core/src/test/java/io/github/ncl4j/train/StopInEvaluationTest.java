package io.github.ncl4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.run.MetricsFile;
import io.github.ncl4j.run.Resume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stop in an epoch's evaluation costs none of the epoch's steps, and does not wait for the evaluation. */
class StopInEvaluationTest {

    @TempDir
    private static Path data;

    @TempDir
    private static Path whole;

    private static ExperimentConfig config;

    @TempDir
    private Path folder;

    @BeforeAll
    static void train() throws IOException {
        config = TinyExperiment.config(TinyExperiment.writeData(data));
        InterruptedRuns.train(config, whole);
    }

    private static List<String> checkpoints(Path run) throws IOException {
        try (Stream<Path> files = Files.list(run.resolve("checkpoints"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith("best"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void anyBatchOfTheEvaluationCanBeTheLast() {
        ExperimentConfig held = TinyExperiment.with(config, "evaluate.validation_fraction=0.25");
        try (TrainingSetup setup = TrainingSetup.create(held, "cpu", true)) {
            EpochEvaluator evaluator = setup.evaluator();
            for (int batch = 1; batch <= 2; batch++) {
                int stopAt = batch;
                AtomicInteger asked = new AtomicInteger();
                assertThatThrownBy(() -> evaluator.evaluate(() -> asked.incrementAndGet() == stopAt))
                        .isInstanceOf(EvaluationStopped.class);
                assertThat(asked).hasValue(stopAt);
                assertThatThrownBy(() -> evaluator.select(() -> true)).isInstanceOf(EvaluationStopped.class);
            }
            AtomicInteger asked = new AtomicInteger();
            assertThat(evaluator
                            .detail(() -> asked.incrementAndGet() > 2)
                            .evaluation()
                            .images())
                    .as("15 images are two batches of 8 at most")
                    .isEqualTo(15);
        }
    }

    @Test
    void allProcessesAskEquallyOften() {
        for (int batches = 0; batches <= 2; batches++) {
            AtomicInteger asked = new AtomicInteger();
            // Of 17 images in 2 processes the first has 9, which are 3 batches of 4, and the other 8.
            StopRounds rounds = new StopRounds(17, 2, 4, () -> asked.incrementAndGet() > 3);
            for (int batch = 0; batch < batches; batch++) {
                rounds.next();
            }
            rounds.finish();
            rounds.finish();
            assertThat(asked).hasValue(3);
        }
    }

    @Test
    void theRunGoesStraightToTheEvaluationAndEndsBitForBit() throws IOException {
        // A stop that is asked for after the last step of an epoch is noticed before the first batch of its evaluation.
        for (int epoch = 1; epoch <= 3; epoch++) {
            try (Trainer trainer = Trainer.create(config, folder, new Resume.Auto(), "cpu")) {
                TrainingResult result = trainer.fit(stopAfterStep4(trainer));
                assertThat(result.finished()).isFalse();
            }
            assertThat(MetricsFile.read(folder.resolve("metrics.jsonl")))
                    .as("half an evaluation is not recorded")
                    .hasSize(epoch - 1);
        }
        assertThat(checkpoints(folder))
                .as("the checkpoint before an evaluation does not push out an older epoch's")
                .containsExactly("epoch-2.safetensors", "last.safetensors");

        TrainingListener.RunStart start = InterruptedRuns.goOn(config, folder);

        assertThat(start.firstEpoch()).isEqualTo(3);
        assertThat(start.firstStep()).isEqualTo(4);
        RunComparison.assertSameRun(whole, folder);
        assertThat(checkpoints(folder)).isEqualTo(checkpoints(whole));
    }

    private static TrainingListener stopAfterStep4(Trainer trainer) {
        return new TrainingListener() {
            @Override
            public void onStep(StepReport step) {
                if (step.step() == 4) {
                    trainer.requestStop();
                }
            }
        };
    }
}
